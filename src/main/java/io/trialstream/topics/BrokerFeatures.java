package io.trialstream.topics;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.FeatureMetadata;

/**
 * What a cluster's Kafka can do.
 *
 * @param able the highest level that the broker's program has, by feature
 * @param enabled the level that is switched on in the cluster, by feature
 */
record BrokerFeatures(Map<String, Short> able, Map<String, Short> enabled) {
  private static final String METADATA = "metadata.version";
  private static final String SHARE = "share.version";

  /** The first metadata version of Kafka 4.2. */
  private static final short OF_4_2 = 28;

  static BrokerFeatures of(FeatureMetadata metadata) {
    Map<String, Short> able = new TreeMap<>();
    metadata.supportedFeatures().forEach((name, range) -> able.put(name, range.maxVersion()));
    Map<String, Short> enabled = new TreeMap<>();
    metadata
        .finalizedFeatures()
        .forEach((name, range) -> enabled.put(name, range.maxVersionLevel()));
    return new BrokerFeatures(able, enabled);
  }

  /**
   * Why Trialstream cannot work with it, and what to do.
   *
   * @param brokers the brokers' addresses
   */
  Optional<String> problem(String brokers) {
    if (able.getOrDefault(METADATA, (short) 0) < OF_4_2) {
      return Optional.of(
          "The Kafka broker at %s is older than 4.2, whose share groups hand trials to workers one by one: use Kafka 4.2 or later."
              .formatted(brokers));
    }
    if (enabled.getOrDefault(SHARE, (short) 0) < 1) {
      return Optional.of(
          "The Kafka broker at %s has its share groups switched off (share.version is 0), which hand trials to workers: switch them on with kafka-features.sh --bootstrap-server %s upgrade --feature share.version=1."
              .formatted(brokers, brokers.split(",")[0]));
    }
    return Optional.empty();
  }
}
