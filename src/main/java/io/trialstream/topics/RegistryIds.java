package io.trialstream.topics;

import io.trialstream.topics.schema.SchemaRegistry;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The ids that stand on one topic.
 *
 * @param registry who gives them
 * @param subject the topic's
 */
record RegistryIds(SchemaRegistry registry, String subject) {

  /**
   * Has a schema registered; does not wait.
   *
   * @return its id
   * @throws io.trialstream.topics.schema.RegistryException with a sentence
   */
  int register(Schema schema) {
    return registry.register(subject, schema);
  }

  /** The id of what is written; waits for the registry where it is not known yet. */
  int idOf(Schema schema) {
    return registry.awaitRegistered(subject, schema);
  }

  /** The schema of what is read, unless the registry does not know it; waits likewise. */
  Optional<Schema> schemaOf(int id) {
    return registry.awaitSchema(id);
  }
}
