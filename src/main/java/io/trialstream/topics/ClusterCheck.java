package io.trialstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Whether Kafka's own topics, which it creates at their first use, can be: without them no group
 * meets, no transaction commits and no share group hands out anything, and every client waits for
 * ever. What a client may not see is not checked.
 */
final class ClusterCheck {
  private static final String MIN_ISR = "min.insync.replicas";

  /** Kafka's own topics with the broker's settings of their replicas. */
  private enum Internal {
    OFFSETS("__consumer_offsets", "offsets.topic.replication.factor", MIN_ISR),
    TRANSACTIONS(
        "__transaction_state",
        "transaction.state.log.replication.factor",
        "transaction.state.log.min.isr"),
    SHARES(
        "__share_group_state",
        "share.coordinator.state.topic.replication.factor",
        "share.coordinator.state.topic.min.isr");

    private final String topic;
    private final String replicas;
    private final String inSync;

    Internal(String topic, String replicas, String inSync) {
      this.topic = topic;
      this.replicas = replicas;
      this.inSync = inSync;
    }
  }

  private final AdminCalls calls;

  ClusterCheck(AdminCalls calls) {
    this.calls = calls;
  }

  /** What is wrong and what to do, a sentence each; empty where all is well. */
  List<String> problems() {
    try {
      List<Node> nodes = List.copyOf(calls.await(calls.admin().describeCluster().nodes()));
      Set<String> existing = calls.await(calls.admin().listTopics(internal()).names());
      ConfigResource broker =
          new ConfigResource(ConfigResource.Type.BROKER, nodes.get(0).idString());
      Config settings =
          calls.await(calls.admin().describeConfigs(List.of(broker)).all()).get(broker);
      return settings == null ? List.of() : problems(settings, nodes.size(), existing);
    } catch (TopicAdminException | KafkaException e) {
      // It may not see the cluster; what it must be able to do is asked for elsewhere.
      return List.of();
    }
  }

  private static ListTopicsOptions internal() {
    return new ListTopicsOptions().listInternal(true);
  }

  private static List<String> problems(Config settings, int brokers, Set<String> existing) {
    List<String> problems = new ArrayList<>();
    for (Internal internal : Internal.values()) {
      if (!existing.contains(internal.topic)) {
        Optional<Integer> replicas = number(settings, internal.replicas);
        replicas
            .filter(number -> number > brokers)
            .ifPresent(
                number ->
                    problems.add(
                        "Kafka cannot create its topic %s: %s is %d, and there are %d brokers; start more of them, or set it lower on the brokers."
                            .formatted(internal.topic, internal.replicas, number, brokers)));
        Optional<Integer> inSync = number(settings, internal.inSync);
        if (replicas.isPresent() && inSync.isPresent() && inSync.get() > replicas.get()) {
          problems.add(
              "Kafka could not write to its topic %s: %s is %d, of %d replicas; set it lower on the brokers."
                  .formatted(internal.topic, internal.inSync, inSync.get(), replicas.get()));
        }
      }
    }
    return problems.stream().distinct().collect(Collectors.toList());
  }

  private static Optional<Integer> number(Config settings, String key) {
    ConfigEntry entry = settings.get(key);
    if (entry == null || entry.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.valueOf(entry.value()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
