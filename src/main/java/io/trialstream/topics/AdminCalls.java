package io.trialstream.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** The admin client, with its ways to fail as sentences. */
final class AdminCalls implements AutoCloseable {
  private final String bootstrapServers;
  private final Admin admin;

  /**
   * @throws BrokerUnreachableException where no address can be resolved
   * @throws TopicAdminException where the client's settings do not fit together
   */
  AdminCalls(TrialstreamConfig config) {
    this.bootstrapServers = config.bootstrapServers();
    try {
      this.admin = Admin.create(config.admin());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ConfigException
          && String.valueOf(cause.getMessage()).contains("bootstrap")) {
        throw new BrokerUnreachableException(bootstrapServers, e);
      }
      throw new TopicAdminException("The Kafka client cannot be set up: " + cause.getMessage(), e);
    }
  }

  Admin admin() {
    return admin;
  }

  /**
   * Waits for the answer.
   *
   * @throws BrokerUnreachableException where no broker answers in time
   * @throws TopicAdminException where the broker refuses the client or is too old
   * @throws KafkaException any other error, as the broker answers it
   */
  <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw translate(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private RuntimeException translate(@Nullable Throwable cause) {
    if (cause instanceof TimeoutException) {
      return new BrokerUnreachableException(bootstrapServers, cause);
    } else if (cause instanceof AuthenticationException
        || cause instanceof AuthorizationException) {
      return new TopicAdminException(
          "The Kafka broker at %s refuses this client: %s"
              .formatted(bootstrapServers, cause.getMessage()),
          cause);
    } else if (cause instanceof UnsupportedVersionException) {
      return new TopicAdminException(
          "The Kafka broker at %s is too old, Trialstream needs 4.2 or later: %s"
              .formatted(bootstrapServers, cause.getMessage()),
          cause);
    }
    return cause instanceof KafkaException kafka ? kafka : new KafkaException(cause);
  }

  /** Those of the topics that exist, by name. */
  Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> found = new TreeMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, answer) -> {
              try {
                found.put(name, await(answer));
              } catch (UnknownTopicOrPartitionException e) {
                // Absent from the answer says it.
              }
            });
    return found;
  }

  /** The settings of topics that exist, by name. */
  Map<String, Config> settings(Collection<String> names) {
    List<ConfigResource> resources =
        names.stream().map(n -> new ConfigResource(ConfigResource.Type.TOPIC, n)).toList();
    Map<String, Config> settings = new TreeMap<>();
    await(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> settings.put(resource.name(), config));
    return settings;
  }

  /** The offsets between start and end of the topics, over all partitions, by name. */
  Map<String, Long> records(Collection<TopicDescription> topics) {
    Map<TopicPartition, OffsetSpec> starts = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        TopicPartition place = new TopicPartition(topic.name(), partition.partition());
        starts.put(place, OffsetSpec.earliest());
        ends.put(place, OffsetSpec.latest());
      }
    }
    Map<String, Long> records = new TreeMap<>();
    await(admin.listOffsets(ends).all())
        .forEach((place, end) -> records.merge(place.topic(), end.offset(), Long::sum));
    await(admin.listOffsets(starts).all())
        .forEach((place, start) -> records.merge(place.topic(), -start.offset(), Long::sum));
    return records;
  }

  @Override
  public void close() {
    admin.close();
  }
}
