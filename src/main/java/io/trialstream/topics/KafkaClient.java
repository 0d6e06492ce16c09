package io.trialstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.streams.StreamsConfig;

/** The kinds of Kafka clients, each with the prefix of its settings and the keys that Kafka has. */
enum KafkaClient {
  PRODUCER(ConfigKeys.PRODUCER_PREFIX, "producers", ProducerConfig.configDef()),
  CONSUMER(ConfigKeys.CONSUMER_PREFIX, "consumers", ConsumerConfig.configDef()),
  ADMIN(ConfigKeys.ADMIN_PREFIX, "admin clients", AdminClientConfig.configDef()),
  STREAMS(ConfigKeys.STREAMS_PREFIX, "Streams", StreamsConfig.configDef());

  /** Start settings of Streams that Kafka has no list of. */
  private static final List<String> OPEN =
      List.of(StreamsConfig.TOPIC_PREFIX, StreamsConfig.CLIENT_TAG_PREFIX);

  private static final List<String> CONSUMERS =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX);

  private final String prefix;
  private final String plural;
  private final ConfigDef definition;

  KafkaClient(String prefix, String plural, ConfigDef definition) {
    this.prefix = prefix;
    this.plural = plural;
    this.definition = definition;
  }

  String prefix() {
    return prefix;
  }

  /** What to call them in a sentence. */
  String plural() {
    return plural;
  }

  /** A setting as one of these clients takes it: whose it is in the end, and under which key. */
  record Target(KafkaClient client, String key) {}

  /** Whose setting the key is by its prefix. */
  static Optional<KafkaClient> of(String key) {
    return Stream.of(values())
        .filter(client -> key.startsWith(client.prefix) && key.length() > client.prefix.length())
        .findFirst();
  }

  /** Where the key, which has this client's prefix, leads: Streams has clients of its own. */
  Target target(String key) {
    String rest = key.substring(prefix.length());
    if (this != STREAMS) {
      return new Target(this, rest);
    }
    for (String consumer : CONSUMERS) {
      if (rest.startsWith(consumer)) {
        return new Target(CONSUMER, rest.substring(consumer.length()));
      }
    }
    if (rest.startsWith(StreamsConfig.PRODUCER_PREFIX)) {
      return new Target(PRODUCER, rest.substring(StreamsConfig.PRODUCER_PREFIX.length()));
    }
    if (rest.startsWith(StreamsConfig.ADMIN_CLIENT_PREFIX)) {
      return new Target(ADMIN, rest.substring(StreamsConfig.ADMIN_CLIENT_PREFIX.length()));
    }
    return new Target(STREAMS, rest);
  }

  /** Whether Kafka has such a setting of these clients; what Streams hands on is one too. */
  boolean knows(String key) {
    return !definitionsOf(key).isEmpty()
        || (this == STREAMS && OPEN.stream().anyMatch(key::startsWith));
  }

  /** The keys that Kafka has of these clients. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>(definition.names());
    if (this == STREAMS) {
      for (KafkaClient each : List.of(PRODUCER, CONSUMER, ADMIN)) {
        keys.addAll(each.definition.names());
      }
    }
    return keys;
  }

  /**
   * What Kafka says of the key of these clients; Streams hands what it does not know to its own.
   */
  List<ConfigKey> definitionsOf(String key) {
    List<ConfigKey> found = new ArrayList<>();
    List<KafkaClient> asked =
        this == STREAMS ? List.of(STREAMS, PRODUCER, CONSUMER, ADMIN) : List.of(this);
    for (KafkaClient client : asked) {
      ConfigKey known = client.definition.configKeys().get(key);
      if (known != null) {
        found.add(known);
      }
    }
    return found;
  }

  /** What is defined of a whole key: ours, one of Kafka's security, or one behind a prefix. */
  static List<ConfigKey> definitions(String key) {
    ConfigKey own = ConfigKeys.DEFINITION.configKeys().get(key);
    if (own != null) {
      return List.of(own);
    }
    return of(key)
        .map(client -> client.target(key))
        .map(target -> target.client().definitionsOf(target.key()))
        .orElse(List.of());
  }
}
