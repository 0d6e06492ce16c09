package io.trialstream.topics;

import io.trialstream.topics.schema.SchemaRegistry;
import io.trialstream.topics.schema.SchemaVersions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * How values stand on the topics: Avro's single-object encoding, or, with a schema registry, the
 * wire format of Confluent's clients: a zero byte, the schema's id as four bytes, the record. Safe
 * for use by several threads.
 */
public final class WireFormat {
  private final Optional<SchemaRegistry> registry;
  private final Map<String, AvroCodec<?>> codecs = new ConcurrentHashMap<>();

  private WireFormat(Optional<SchemaRegistry> registry) {
    this.registry = registry;
  }

  /** Avro's single-object encoding; needs no server. */
  public static WireFormat singleObject() {
    return new WireFormat(Optional.empty());
  }

  /** The wire format with ids of a registry. */
  public static WireFormat of(SchemaRegistry registry) {
    return new WireFormat(Optional.of(registry));
  }

  /** The registry, where there is one. */
  public Optional<SchemaRegistry> registry() {
    return registry;
  }

  /** The subject of a topic's values in a registry. */
  public static String subject(String topic) {
    return topic + "-value";
  }

  /** The codec of a topic's values; the same at each call. */
  @SuppressWarnings("unchecked")
  <T extends SpecificRecord> AvroCodec<T> codec(String topic, Class<T> type) {
    return (AvroCodec<T>)
        codecs.computeIfAbsent(
            topic + "/" + type.getName(),
            key ->
                new AvroCodec<>(
                    type,
                    SchemaVersions.of(type),
                    registry.map(there -> new RegistryIds(there, subject(topic)))));
  }

  /** In words, for a person. */
  @Override
  public String toString() {
    return registry
        .map(there -> "the wire format of the schema registry at " + there)
        .orElse("Avro's single-object encoding");
  }
}
