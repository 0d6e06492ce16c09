package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trialstream.avro.Command;
import io.trialstream.avro.CommandKind;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InboxTest {
  private static final Topic<Command> TOPIC = new Topics("t.").commands();
  private static final TopicPartition PLACE = new TopicPartition(TOPIC.name(), 0);

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>(TOPIC.name(), 0, offset, null, value);
  }

  private static byte[] stop() {
    return TOPIC
        .codec()
        .encode(
            Command.newBuilder()
                .setKind(CommandKind.STOP)
                .setExperiment("e")
                .setTrial("e_0")
                .setAttempt(1)
                .setExecution("x")
                .setInbox(0)
                .setReason("below the median")
                .setTime(Instant.EPOCH)
                .build());
  }

  @Test
  void anOrderBehindARecordThatCannotBeReadIsHeard() {
    // Given: a tombstone, and something else, before an order
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(
        TOPIC.name(), List.of(new PartitionInfo(TOPIC.name(), 0, null, null, null)));
    consumer.updateEndOffsets(Map.of(PLACE, 0L));
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    DeadLetters deadLetters =
        new DeadLetters(
            new Topics("t.").deadLetters(),
            producer,
            new WorkerMeters(new SimpleMeterRegistry(), "default"));
    List<String> heard = new CopyOnWriteArrayList<>();
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record(0, null));
          consumer.addRecord(record(1, new byte[] {1, 2, 3}));
          consumer.addRecord(record(2, stop()));
        });

    // When
    try (Inbox inbox =
        Inbox.start(
            TOPIC, consumer, "agent", (execution, order) -> heard.add(execution), deadLetters)) {
      assertThat(inbox.partition()).isZero();

      // Then
      await().untilAsserted(() -> assertThat(heard).containsExactly("x"));
      assertThat(producer.history()).hasSize(2);
    }
  }
}
