package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.coordinator.JournalRig.Kept;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
    Experiment experiment = Experiment.newBuilder(JournalRig.submitted()).setState(state).build();
    snapshots.put(store, ExperimentSnapshot.newBuilder().setExperiment(experiment).build());
  }

  private static byte[] key(long number) {
    byte[] name = "exp".getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array();
  }

  /** A changelog in which each of the first records of an execution has been committed alone. */
  private static List<Kept> changelog(int records) {
    JournalRig rig = new JournalRig();
    for (long seq = 1; seq <= records; seq++) {
      rig.apply(
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
              .build());
      rig.commit();
    }
    return rig.changelog;
  }

  private void restore(List<Kept> records) {
    records.forEach(record -> journals.restore(key(record.number()), record.value()));
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
    List<Kept> changelog = changelog(4);
    keep(ExperimentStatus.RUNNING);
    restore(changelog.subList(0, 3));
    Recovery.recover(journals, snapshots);
    assertThat(intervals()).isEqualTo(1);

    // When
    journals.clearCache();
    restore(changelog.subList(2, 5));
    Recovery.recover(journals, snapshots);

    // Then
    assertThat(intervals()).isEqualTo(3);
    assertThat(journals.lastOffset("exp")).isEqualTo(3);
  }

  @Test
  void experimentThatEndedWhileTheTaskWasAStandbyDoesNotRunAgain() {
    // Given
    keep(ExperimentStatus.RUNNING);
    restore(changelog(1));
    Recovery.recover(journals, snapshots);

    // When
    journals.clearCache();
    keep(ExperimentStatus.COMPLETED);
    restore(List.of(new Kept(0, null), new Kept(Journal.HEAD, null)));
    Recovery.recover(journals, snapshots);

    // Then
    assertThat(journals.active()).isEmpty();
    assertThat(journals.journal("exp")).isEmpty();
  }

  @Test
  void storeThatIsOpenedAgainKnowsNothingThatWasNotCommitted() {
    // Given
    List<Kept> changelog = changelog(3);
    keep(ExperimentStatus.RUNNING);
    restore(changelog);
    Recovery.recover(journals, snapshots);
    assertThat(intervals()).isEqualTo(2);

    // When
    journals.close();
    restore(changelog.subList(0, 3));
    Recovery.recover(journals, snapshots);

    // Then
    assertThat(intervals()).isEqualTo(1);
  }

  @Test
  void experimentOfALaterVersionIsAProblemOfTheOneThatRunsItAlone() {
    // Given
    Experiment later =
        Experiment.newBuilder(JournalRig.submitted()).setSpecification("type: levitate").build();
    snapshots.put(store, ExperimentSnapshot.newBuilder().setExperiment(later).build());
    List<Kept> changelog = changelog(2);
    changelog.set(0, new Kept(Journal.HEAD, JournalHead.encode(later)));

    // When
    restore(changelog);

    // Then
    assertThatThrownBy(() -> Recovery.recover(journals, snapshots))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "this version cannot read the running experiment exp: run the version that accepted"
                + " it, or a later one; ");
  }

  @Test
  void journalOfAnotherVersionIsAProblemOfTheOneThatRunsItAlone() {
    // Given
    keep(ExperimentStatus.RUNNING);
    List<Kept> changelog = changelog(2);
    byte[] value = Objects.requireNonNull(changelog.get(1).value());
    value[0] = 3;

    // When
    restore(changelog);

    // Then
    assertThatThrownBy(() -> Recovery.recover(journals, snapshots))
        .hasMessage(
            "the coordinator's changelog holds a record of version 3, this program reads version 2:"
                + " run the version that wrote it, or a later one");
  }
}
