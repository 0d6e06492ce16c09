package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trialstream.avro.Heartbeat;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that nobody ends, of this application and of another. */
@Timeout(60)
class LeftTransactionsIT {
  @TempDir Path folder;

  private static Producer<String, Heartbeat> leave(
      TrialstreamConfig config, String transactionalId, int partition) {
    Topic<Heartbeat> topic = config.topics().heartbeats();
    Map<String, Object> settings = config.producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    Producer<String, Heartbeat> producer =
        new KafkaProducer<>(settings, new StringSerializer(), topic.serializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic.name(), partition, "e", heartbeat()));
    producer.flush();
    return producer;
  }

  private static Heartbeat heartbeat() {
    return Heartbeat.newBuilder()
        .setExperiment("e")
        .setTrial("e_0")
        .setAttempt(1)
        .setExecution("x")
        .setWorker("w")
        .setInbox(0)
        .setTime(Instant.EPOCH)
        .build();
  }

  private static long committedEnd(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }

  @Test
  void whatADeadInstanceLeftOpenIsEndedAndNothingElse() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config =
          new TrialstreamConfig(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrapServers(),
                  "topic.partitions",
                  2,
                  "session.timeout.ms",
                  500));
      try (TopicAdmin topics = TopicAdmin.open(config)) {
        topics.create();
      }
      TopicPartition dead = new TopicPartition(config.topics().heartbeats().name(), 0);
      TopicPartition other = new TopicPartition(config.topics().heartbeats().name(), 1);
      AtomicBoolean moving = new AtomicBoolean(true);
      try (Admin admin = Admin.create(config.admin());
          Producer<String, Heartbeat> left = leave(config, config.applicationId() + "-a-1", 0);
          Producer<String, Heartbeat> foreign =
              leave(config, "other-" + config.applicationId(), 1);
          Producer<String, Heartbeat> own = leave(config, config.applicationId() + "-b-1", 1);
          LeftTransactions transactions =
              LeftTransactions.of(admin, config, config.applicationId() + "-b-")) {
        // When
        transactions.endWhile(moving::get);
        await()
            .atMost(Duration.ofSeconds(8))
            .untilAsserted(() -> assertThat(committedEnd(admin, dead)).isEqualTo(2));
        moving.set(false);

        // Then
        assertThatThrownBy(left::commitTransaction).isInstanceOf(KafkaException.class);
        assertThat(committedEnd(admin, other)).isZero();
        foreign.commitTransaction();
        own.commitTransaction();
        await()
            .atMost(Duration.ofSeconds(8))
            .untilAsserted(() -> assertThat(committedEnd(admin, other)).isEqualTo(4));
      }
    }
  }
}
