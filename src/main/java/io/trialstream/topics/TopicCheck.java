package io.trialstream.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Holds topics as the broker has them against how they are to be.
 *
 * @param found those that exist, by name
 * @param settings their settings, by name
 */
record TopicCheck(Map<String, TopicDescription> found, Map<String, Config> settings) {
  private static final String MIN_ISR = "min.insync.replicas";

  /** What is missing or does not fit, and what to do, a sentence each. */
  List<String> problems(List<TopicLayout> layouts) {
    List<String> problems = new ArrayList<>();
    for (TopicLayout layout : layouts) {
      if (!found.containsKey(layout.name())) {
        problems.add(
            "Topic %s is missing: create it with trialstream topics create."
                .formatted(layout.name()));
      }
    }
    problems.addAll(misfits(layouts));
    return problems;
  }

  /** Which of those that exist does not fit, and what to do, a sentence each. */
  List<String> misfits(List<TopicLayout> layouts) {
    List<String> problems = new ArrayList<>();
    for (TopicLayout layout : layouts) {
      TopicDescription description = found.get(layout.name());
      Config config = settings.get(layout.name());
      if (description != null && config != null) {
        checkPartitions(layout, description.partitions().size(), problems);
        checkReplicas(layout, description, config, problems);
        checkSettings(layout, config, problems);
      }
    }
    return problems;
  }

  private static void checkPartitions(TopicLayout layout, int partitions, List<String> problems) {
    if (!layout.partitionsKey().isEmpty() && partitions != layout.partitions()) {
      problems.add(
          "Topic %s has %d partitions, where %d were expected: set %s to the number that the topics were created with; where they differ among each other, delete and create them anew."
              .formatted(layout.name(), partitions, layout.partitions(), layout.partitionsKey()));
    }
  }

  /** With fewer replicas than must confirm a record, none is ever written. */
  private static void checkReplicas(
      TopicLayout layout, TopicDescription description, Config config, List<String> problems) {
    ConfigEntry entry = config.get(MIN_ISR);
    int needed = entry == null || entry.value() == null ? 1 : Integer.parseInt(entry.value());
    int replicas = description.partitions().get(0).replicas().size();
    if (needed > replicas) {
      problems.add(
          "Topic %s has %s=%d and replicas %d, so that nothing can be written to it: set it with kafka-configs.sh --alter --topic %s --add-config %s=%d, or give it more replicas."
              .formatted(
                  layout.name(), MIN_ISR, needed, replicas, layout.name(), MIN_ISR, replicas));
    }
  }

  private static void checkSettings(TopicLayout layout, Config config, List<String> problems) {
    layout
        .essential()
        .forEach(
            (name, expected) -> {
              ConfigEntry entry = config.get(name);
              String value = entry == null ? "" : String.valueOf(entry.value());
              if (!value.equals(expected)) {
                problems.add(
                    "Topic %s has %s=%s, where %s is needed: set it with kafka-configs.sh --alter --topic %s --add-config %s=%s."
                        .formatted(
                            layout.name(), name, value, expected, layout.name(), name, expected));
              }
            });
  }
}
