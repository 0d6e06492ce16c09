package io.trialstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A setting of a Kafka client that Trialstream relies on: with another value it would lose, double
 * or misplace records without a word, so no other is taken.
 *
 * @param values those that may be given, since they change nothing; empty for none
 * @param reason why, as the end of a sentence
 */
record Reserved(Set<String> values, String reason) {
  private static final String WRITTEN = "what is confirmed must be written once, and stay";
  private static final String FORM = "the records' form is that of their schemas";
  private static final String PLACE = "all of an experiment lies in one partition";
  private static final String COMMITTED = "what a coordinator did not commit has not happened";
  private static final String PLACES = "each reader keeps its own place in the log";
  private static final String HANDLERS =
      "a record that is passed over would change decisions; what cannot be read goes to dead-letters";

  private static final Map<KafkaClient, Map<String, Reserved>> PLAIN =
      Map.of(
          KafkaClient.PRODUCER, producer(),
          KafkaClient.CONSUMER, consumer(),
          KafkaClient.ADMIN, Map.of("bootstrap.servers", cluster()),
          KafkaClient.STREAMS, streams());

  private static final Map<KafkaClient, Map<String, Reserved>> OF_STREAMS =
      Map.of(
          KafkaClient.PRODUCER, streamsProducer(),
          KafkaClient.CONSUMER, streamsConsumer(),
          KafkaClient.ADMIN, Map.of("bootstrap.servers", cluster()),
          KafkaClient.STREAMS, streams());

  private static Reserved cluster() {
    return new Reserved(Set.of(), "all clients belong to one cluster: set bootstrap.servers");
  }

  private static Map<String, Reserved> producer() {
    Map<String, Reserved> keys = streamsProducer();
    keys.put(
        "max.in.flight.requests.per.connection",
        new Reserved(Set.of("1"), "the log must keep the order of what is sent"));
    return keys;
  }

  private static Map<String, Reserved> streamsProducer() {
    Map<String, Reserved> keys = new TreeMap<>();
    keys.put("acks", new Reserved(Set.of("all", "-1"), WRITTEN));
    keys.put("bootstrap.servers", cluster());
    keys.put("enable.idempotence", new Reserved(Set.of("true"), WRITTEN));
    keys.put("transactional.id", new Reserved(Set.of(), WRITTEN));
    keys.put("key.serializer", new Reserved(Set.of(), FORM));
    keys.put("value.serializer", new Reserved(Set.of(), FORM));
    keys.put("partitioner.class", new Reserved(Set.of(), PLACE));
    keys.put("partitioner.ignore.keys", new Reserved(Set.of("false"), PLACE));
    return keys;
  }

  private static Map<String, Reserved> consumer() {
    Map<String, Reserved> keys = readers();
    keys.put("auto.offset.reset", new Reserved(Set.of(), PLACES));
    keys.put("group.instance.id", new Reserved(Set.of(), PLACES));
    keys.put(
        "share.acquire.mode",
        new Reserved(
            Set.of("record_limit"), "a worker must not hold trials that others could run"));
    keys.put(
        "share.acknowledgement.mode",
        new Reserved(Set.of("explicit"), "a trial is taken when its start is in the log"));
    return keys;
  }

  private static Map<String, Reserved> streamsConsumer() {
    Map<String, Reserved> keys = readers();
    keys.put("auto.offset.reset", new Reserved(Set.of("earliest"), PLACES));
    keys.put("group.protocol", classic());
    return keys;
  }

  private static Map<String, Reserved> readers() {
    Map<String, Reserved> keys = new TreeMap<>();
    keys.put("bootstrap.servers", cluster());
    keys.put("isolation.level", new Reserved(Set.of("read_committed"), COMMITTED));
    keys.put("enable.auto.commit", new Reserved(Set.of("false"), PLACES));
    keys.put("group.id", new Reserved(Set.of(), PLACES));
    keys.put("key.deserializer", new Reserved(Set.of(), FORM));
    keys.put("value.deserializer", new Reserved(Set.of(), FORM));
    return keys;
  }

  private static Map<String, Reserved> streams() {
    Map<String, Reserved> keys = new TreeMap<>();
    keys.put("application.id", new Reserved(Set.of(), "set application.id, without a prefix"));
    keys.put(
        "application.server",
        new Reserved(Set.of(), "the option --advertised-host of server sets it"));
    keys.put("bootstrap.servers", cluster());
    keys.put("group.protocol", classic());
    keys.put(
        "processing.guarantee",
        new Reserved(Set.of("exactly_once_v2"), "a decision must be made once"));
    keys.put(
        "topic.cleanup.policy",
        new Reserved(Set.of("compact"), "the state of running experiments must not be forgotten"));
    for (String handler :
        List.of(
            "deserialization.exception.handler",
            "default.deserialization.exception.handler",
            "processing.exception.handler",
            "production.exception.handler",
            "default.production.exception.handler")) {
      keys.put(handler, new Reserved(Set.of(), HANDLERS));
    }
    return keys;
  }

  private static Reserved classic() {
    return new Reserved(
        Set.of("classic"),
        "a restarted server must find its place in the group, which the others have not");
  }

  /** A sentence where the setting, behind a client's prefix, must not be what it is. */
  static Optional<String> refusal(Setting setting) {
    return KafkaClient.of(setting.key())
        .flatMap(client -> find(client, client.target(setting.key())))
        .filter(reserved -> !reserved.allows(setting.value()))
        .map(
            reserved ->
                "%s: Trialstream relies on its own value of this, since %s: leave it out."
                    .formatted(setting.shown(), reserved.reason()));
  }

  private static Optional<Reserved> find(KafkaClient client, KafkaClient.Target target) {
    if (client != KafkaClient.STREAMS) {
      return Optional.ofNullable(PLAIN.getOrDefault(client, Map.of()).get(target.key()));
    }
    // Streams hands what has no further prefix to its clients too.
    List<KafkaClient> whose =
        target.client() == KafkaClient.STREAMS
            ? List.of(KafkaClient.STREAMS, KafkaClient.PRODUCER, KafkaClient.CONSUMER)
            : List.of(target.client());
    return whose.stream()
        .flatMap(
            each ->
                Optional.ofNullable(OF_STREAMS.getOrDefault(each, Map.of()).get(target.key()))
                    .stream())
        .findFirst();
  }

  private boolean allows(String value) {
    return values.contains(value.strip().toLowerCase(Locale.ROOT));
  }

  /** The reserved keys, each with its client's prefix, and why. */
  static Map<String, Reserved> all() {
    Map<String, Reserved> all = new TreeMap<>();
    for (KafkaClient client : KafkaClient.values()) {
      PLAIN
          .getOrDefault(client, Map.of())
          .forEach((key, reserved) -> all.put(client.prefix() + key, reserved));
    }
    List<KafkaClient> within = new ArrayList<>(List.of(KafkaClient.PRODUCER, KafkaClient.CONSUMER));
    for (KafkaClient client : within) {
      OF_STREAMS
          .getOrDefault(client, Map.of())
          .forEach(
              (key, reserved) ->
                  all.put(ConfigKeys.STREAMS_PREFIX + client.prefix() + key, reserved));
    }
    return all;
  }
}
