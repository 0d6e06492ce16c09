package io.trialstream.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How a topic is to be created.
 *
 * @param name the full name
 * @param partitions its partitions
 * @param partitionsKey the key of the configuration that says how many there must be; empty where
 *     any number will do
 * @param settings Kafka's settings of the topic, by name
 */
record TopicLayout(
    String name, int partitions, String partitionsKey, Map<String, String> settings) {
  private static final String COMPACT = "compact";
  private static final String KEYED = ConfigKeys.TOPIC_PARTITIONS;
  private static final String CLEANUP = "cleanup.policy";
  private static final String RETENTION = "retention.ms";
  private static final String TIMESTAMPS = "message.timestamp.type";
  private static final String BROKER_TIME = "LogAppendTime";

  /** The topics that every installation has; the pools' are apart. */
  static List<TopicLayout> all(TrialstreamConfig config) {
    Topics topics = config.topics();
    int keyed = config.topicPartitions();
    Map<String, String> kept = Map.of(RETENTION, Long.toString(config.experimentRetentionMs()));
    Map<String, String> log = with(kept, TIMESTAMPS, BROKER_TIME);
    // Kafka forgets by the segment, so what lives for an hour is kept in short ones.
    Map<String, String> hour =
        Map.of(RETENTION, ms(Duration.ofHours(1)), "segment.ms", ms(Duration.ofMinutes(15)));
    // Compacted topics are read from their start: small segments let the cleaner reach them.
    Map<String, String> compacted =
        Map.of(
            CLEANUP, COMPACT, "segment.bytes", "33554432", "segment.ms", ms(Duration.ofHours(1)));
    return List.of(
        new TopicLayout(topics.requests().name(), keyed, KEYED, log),
        new TopicLayout(topics.metrics().name(), keyed, KEYED, log),
        new TopicLayout(
            topics.heartbeats().name(), keyed, KEYED, with(hour, TIMESTAMPS, BROKER_TIME)),
        new TopicLayout(
            topics.commands().name(),
            config.commandsPartitions(),
            ConfigKeys.COMMANDS_PARTITIONS,
            hour),
        new TopicLayout(topics.decisions().name(), keyed, KEYED, kept),
        new TopicLayout(topics.experiments().name(), keyed, KEYED, compacted),
        new TopicLayout(topics.leaderboard().name(), keyed, KEYED, compacted),
        new TopicLayout(
            topics.deadLetters().name(), 1, "", Map.of(RETENTION, ms(Duration.ofDays(365)))));
  }

  /** The topic of a worker pool. */
  static TopicLayout pool(TrialstreamConfig config, String pool) {
    return new TopicLayout(
        config.topics().trials(pool).name(),
        config.poolPartitions(),
        "",
        Map.of(RETENTION, Long.toString(config.experimentRetentionMs())));
  }

  /** A topic of the coordinator's state, which Kafka Streams creates. */
  static TopicLayout changelog(TrialstreamConfig config, String name) {
    return new TopicLayout(name, config.topicPartitions(), KEYED, Map.of(CLEANUP, COMPACT));
  }

  /** The settings without which the topic would not do what it is for, by name. */
  Map<String, String> essential() {
    Map<String, String> essential = new TreeMap<>();
    essential.put(CLEANUP, settings.getOrDefault(CLEANUP, "delete"));
    if (settings.containsKey(TIMESTAMPS)) {
      essential.put(TIMESTAMPS, BROKER_TIME);
    }
    return essential;
  }

  NewTopic newTopic(short replicationFactor) {
    Optional<Short> replicas =
        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
    return new NewTopic(name, Optional.of(partitions), replicas).configs(settings);
  }

  private static Map<String, String> with(Map<String, String> settings, String key, String value) {
    Map<String, String> extended = new HashMap<>(settings);
    extended.put(key, value);
    return extended;
  }

  private static String ms(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
