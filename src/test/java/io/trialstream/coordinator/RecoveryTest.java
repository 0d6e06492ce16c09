package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.state.ExperimentSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private final Journals journals = new Journals();
  private final KeyValueStore<Bytes, byte[]> store =
      Stores.inMemoryKeyValueStore(Snapshots.STORE).get();
  private final Snapshots snapshots = new Snapshots(store);

  private void keep(ExperimentStatus state) {
    Experiment experiment =
        Experiment.newBuilder()
            .setExperiment("exp")
            .setRequest("r")
            .setSpecification(Sweeps.sweep(8, 8, Sweeps.MEDIAN))
            .setSeed(7)
            .setState(state)
            .setSubmitted(Instant.EPOCH)
            .setMetricsPartition(0)
            .setMetricsFrom(0)
            .setQueued(0)
            .setRunning(0)
            .setCompleted(0)
            .setFailed(0)
            .setStopped(0)
            .setCanceled(0)
            .build();
    snapshots.put(store, ExperimentSnapshot.newBuilder().setExperiment(experiment).build());
  }

  private static byte[] key(long segment) {
    byte[] name = "exp".getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(segment).array();
  }

  private static byte[] segment(long seq) {
    JournalSegment segment = new JournalSegment();
    MetricEvent event =
        MetricEvent.newBuilder()
            .setExperiment("exp")
            .setTrial("exp_0")
            .setAttempt(1)
            .setExecution("e")
            .setSeq(seq)
            .setKind(seq == 1 ? EventKind.STARTED : EventKind.REPORT)
            .setMetric(seq == 1 ? null : "accuracy")
            .setValue(seq == 1 ? null : 0.5)
            .setTime(Instant.EPOCH)
            .build();
    segment.add(0, event, "accuracy");
    return segment.encode(seq);
  }

  private int intervals() {
    return Objects.requireNonNull(journals.active().get("exp"))
        .log()
        .log()
        .standing(0)
        .orElseThrow()
        .intervals();
  }

  @Test
  void taskThatWasAStandbyInBetweenKnowsWhatItDidItselfAndWhatTheOtherDid() {
    // Given
    keep(ExperimentStatus.RUNNING);
    journals.restore(key(0), segment(1));
    journals.restore(key(1), segment(2));
    Recovery.recover(journals, snapshots);
    assertThat(intervals()).isEqualTo(1);

    // When
    journals.clearCache();
    journals.restore(key(1), segment(2));
    journals.restore(key(2), segment(3));
    journals.restore(key(3), segment(4));
    Recovery.recover(journals, snapshots);

    // Then
    assertThat(intervals()).isEqualTo(3);
    assertThat(journals.lastOffset("exp")).isEqualTo(4);
  }

  @Test
  void experimentThatEndedWhileTheTaskWasAStandbyDoesNotRunAgain() {
    // Given
    keep(ExperimentStatus.RUNNING);
    journals.restore(key(0), segment(1));
    Recovery.recover(journals, snapshots);

    // When
    journals.clearCache();
    keep(ExperimentStatus.COMPLETED);
    journals.restore(key(0), null);
    Recovery.recover(journals, snapshots);

    // Then
    assertThat(journals.active()).isEmpty();
  }
}
