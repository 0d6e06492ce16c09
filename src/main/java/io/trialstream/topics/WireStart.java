package io.trialstream.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about the wire format before anything is written to the topics or read from them.
 */
public final class WireStart {
  private static final Logger log = LoggerFactory.getLogger(WireStart.class);

  private WireStart() {}

  /**
   * Requires that the schema registry is there, where one is configured.
   *
   * @throws io.trialstream.topics.schema.RegistryException with a sentence, within some ten
   *     seconds, where it is not
   */
  public static void requireRegistry(TrialstreamConfig config) {
    config.topics().format().registry().ifPresent(registry -> registry.check());
  }

  /**
   * Registers the schemas of the topics' values, the fixed ones' and those of pools.
   *
   * @throws io.trialstream.topics.schema.RegistryException with a sentence, where the registry is
   *     away or refuses one
   */
  public static void register(TrialstreamConfig config, Collection<String> pools) {
    topics(config, pools).forEach(WireStart::register);
  }

  /** Registers the schema of a topic's values; asks the registry only once. */
  public static <T extends SpecificRecord> void register(Topic<T> topic) {
    topic.codec().register();
  }

  /**
   * Looks at what stands on the topics. Warns of those that begin with records from before there
   * was a registry, which are read as they are.
   *
   * @throws TopicAdminException where values need a registry and none is configured
   */
  public static void requireFormat(TrialstreamConfig config, Collection<String> pools) {
    WireFormat format = config.topics().format();
    FormatCheck.Found found = FormatCheck.look(config, topics(config, pools));
    if (format.registry().isPresent()) {
      found
          .beforeRegistry()
          .forEach(
              topic ->
                  log.atWarn()
                      .addKeyValue("topic", topic)
                      .log(
                          "The topic begins with records in single-object encoding, from before the schema registry: Trialstream reads them, Confluent's clients do not"));
      return;
    }
    if (!found.ofRegistry().isEmpty()) {
      List<String> sentences = new ArrayList<>();
      found
          .ofRegistry()
          .forEach(
              (topic, place) ->
                  sentences.add(
                      "Topic %s has values in the wire format of a schema registry (partition %d, offset %d): set %s to the registry's address."
                          .formatted(
                              topic,
                              place.partition(),
                              place.offset(),
                              ConfigKeys.SCHEMA_REGISTRY_URL)));
      throw new TopicAdminException(String.join("\n", sentences));
    }
  }

  private static List<Topic<?>> topics(TrialstreamConfig config, Collection<String> pools) {
    List<Topic<?>> topics = new ArrayList<>(config.topics().fixed());
    pools.forEach(pool -> topics.add(config.topics().trials(pool)));
    return topics;
  }
}
