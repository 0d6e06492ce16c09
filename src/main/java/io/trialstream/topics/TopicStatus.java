package io.trialstream.topics;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * A topic as the broker has it.
 *
 * @param name its full name
 * @param partitions its partitions
 * @param replicationFactor the replicas of each partition
 * @param records at most so many records: the offsets between start and end over all partitions, of
 *     which compaction and transactions leave some empty
 * @param settings what is set on the topic itself, by name
 */
public record TopicStatus(
    String name,
    int partitions,
    int replicationFactor,
    long records,
    Map<String, String> settings) {

  static TopicStatus of(TopicDescription description, long records, Config config) {
    Map<String, String> settings = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
        settings.put(entry.name(), entry.value());
      }
    }
    return new TopicStatus(
        description.name(),
        description.partitions().size(),
        description.partitions().get(0).replicas().size(),
        records,
        settings);
  }
}
