package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExperimentDirectoryTest {
  private static final Topic<Experiment> TOPIC = new Topic<>("experiments", Experiment.class);
  private static final TopicPartition PARTITION = new TopicPartition("experiments", 0);

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private @Nullable ExperimentDirectory directory;
  private long offset;

  @BeforeEach
  void describeTheTopic() {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    consumer.updatePartitions(
        "experiments", List.of(new PartitionInfo("experiments", 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 2L));
  }

  @AfterEach
  void close() {
    if (directory != null) {
      directory.close();
    }
  }

  @Test
  void isReadyOnlyOnceAllThatWasThereAtTheStartIsRead() {
    // Given
    ExperimentDirectory directory = start();
    feed("a", encoded("a", ExperimentStatus.RUNNING));
    await().until(() -> directory.index().get("a").isPresent());
    assertThat(directory.ready()).isFalse();

    // When
    feed("b", encoded("b", ExperimentStatus.RUNNING));

    // Then
    await().until(directory::ready);
    assertThat(directory.index().get("b")).isPresent();
  }

  @Test
  void aRecordThatCannotBeReadIsPassedOver() {
    // Given
    ExperimentDirectory directory = start();

    // When
    feed("a", "no Avro".getBytes(StandardCharsets.UTF_8));
    feed("b", encoded("b", ExperimentStatus.RUNNING));

    // Then
    await().until(directory::ready);
    assertThat(directory.index().get("a")).isEmpty();
    assertThat(directory.index().get("b")).isPresent();
  }

  @Test
  void theLatestRecordCountsAndATombstoneForgets() {
    // Given
    ExperimentDirectory directory = start();

    // When
    feed("a", encoded("a", ExperimentStatus.RUNNING));
    feed("b", encoded("b", ExperimentStatus.RUNNING));
    feed("a", encoded("a", ExperimentStatus.FAILED));
    feed("b", null);

    // Then
    await().until(() -> directory.index().get("b").isEmpty() && directory.ready());
    assertThat(directory.index().get("a").orElseThrow().record().getState())
        .isEqualTo(ExperimentStatus.FAILED);
  }

  @Test
  void brokersThatAreAwayAreWaitedFor() {
    // Given
    consumer.schedulePollTask(
        () -> consumer.setPollException(new KafkaException("the broker is away")));
    ExperimentDirectory directory = start();

    // When
    feed("a", encoded("a", ExperimentStatus.RUNNING));
    feed("b", encoded("b", ExperimentStatus.RUNNING));

    // Then
    await().until(directory::ready);
    assertThat(directory.index().get("a")).isPresent();
  }

  private ExperimentDirectory start() {
    ExperimentDirectory started = ExperimentDirectory.start(TOPIC, consumer);
    directory = started;
    await().until(() -> consumer.assignment().contains(PARTITION));
    return started;
  }

  private void feed(String key, byte @Nullable [] value) {
    consumer.schedulePollTask(
        () -> consumer.addRecord(new ConsumerRecord<>("experiments", 0, offset++, key, value)));
  }

  private static byte[] encoded(String id, ExperimentStatus state) {
    return TOPIC.codec().encode(Experiments.record(id, "r").setState(state).build());
  }
}
