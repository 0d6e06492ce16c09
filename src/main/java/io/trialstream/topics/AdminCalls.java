package io.trialstream.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The admin client, with its ways to fail as sentences. */
final class AdminCalls implements AutoCloseable {
  /** No call takes longer: the client's own limits are shorter, unless its thread died. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final AdminFailures failures;
  private final Admin admin;

  /**
   * @throws BrokerUnreachableException where no address can be resolved
   * @throws TopicAdminException where the client's settings do not fit together, or it has neither
   *     TLS nor a login and the broker wants either
   */
  AdminCalls(TrialstreamConfig config) {
    this(config, config.admin());
  }

  /** As {@link #AdminCalls(TrialstreamConfig)}, with settings of its own. */
  AdminCalls(TrialstreamConfig config, Map<String, Object> settings) {
    this.failures = new AdminFailures(config, settings);
    failures.requireNothingMore();
    try {
      this.admin = Admin.create(settings);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ConfigException
          && String.valueOf(cause.getMessage()).contains("bootstrap")) {
        throw new BrokerUnreachableException(config.bootstrapServers(), e);
      }
      throw failures.unusable(e);
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
      return answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failures.of(e.getCause() == null ? e : e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw failures.of(new TimeoutException("no answer within " + LONGEST, e));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Those of the topics that exist, by name.
   *
   * @throws TopicAdminException also where the client may not see some of them
   */
  Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> found = new TreeMap<>();
    List<String> hidden = new ArrayList<>();
    admin
        .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues()
        .forEach(
            (name, answer) -> {
              try {
                found.put(name, await(answer));
              } catch (UnknownTopicOrPartitionException e) {
                // Absent from the answer says it.
              } catch (TopicAdminException e) {
                if (!(e.getCause() instanceof TopicAuthorizationException)) {
                  throw e;
                }
                hidden.add(name);
              }
            });
    if (!hidden.isEmpty()) {
      throw new TopicAdminException(
          "This client may not see %s: grant its user the rights that docs/configuration.md lists."
              .formatted(String.join(", ", new TreeSet<>(hidden))));
    }
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
