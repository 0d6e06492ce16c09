package io.trialstream.loadtests;

import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the topic {@code metrics} is written, and how far applications have processed it. */
final class LogProgress {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long STEP_NANOS = 10_000_000;

  private final TrialstreamConfig config;
  private final Admin admin;

  LogProgress(TrialstreamConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /** The records of the topic {@code metrics}. */
  long written() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < config.topicPartitions(); partition++) {
      latest.put(
          new TopicPartition(config.topics().metrics().name(), partition), OffsetSpec.latest());
    }
    return answer(admin.listOffsets(latest).all()).values().stream()
        .mapToLong(info -> info.offset())
        .sum();
  }

  /** The records of {@code metrics} that an application has committed. */
  long committed(String application) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        answer(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .filter(entry -> entry.getKey().topic().equals(config.topics().metrics().name()))
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /** The records that the coordinator has not committed yet. */
  long backlog() throws InterruptedException {
    // In this order: what comes between the two questions counts as backlog.
    long committed = committed(config.applicationId());
    return Math.max(0, written() - committed);
  }

  /** Waits until an application has committed so many records of {@code metrics}. */
  void awaitCommitted(String application, long records) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (committed(application) < records) {
      if (System.nanoTime() > deadline) {
        throw new LoadTestException(
            "%s has processed only %d of %d records within %d minutes."
                .formatted(application, committed(application), records, PATIENCE.toMinutes()));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** The bytes that some topics take on the brokers' disks, replicas counted once each. */
  long bytesOnDisk(Predicate<String> topics) throws InterruptedException {
    List<Integer> nodes =
        answer(admin.describeCluster().nodes()).stream().map(node -> node.id()).toList();
    return answer(admin.describeLogDirs(nodes).allDescriptions()).values().stream()
        .flatMap(folders -> folders.values().stream())
        .flatMap(folder -> folder.replicaInfos().entrySet().stream())
        .filter(replica -> topics.test(replica.getKey().topic()))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new LoadTestException("The brokers do not answer: " + e.getCause());
    }
  }
}
