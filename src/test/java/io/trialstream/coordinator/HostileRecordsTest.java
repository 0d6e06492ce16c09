package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.avro.TrialStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that no agent and no server of ours writes. */
class HostileRecordsTest {
  private static final int RECORD = 1_000_000;
  private static final String LONG = "x".repeat(900_000);

  @TempDir Path state;
  private TopologyRig rig;

  @BeforeEach
  void open() {
    rig = new TopologyRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 16, -1, -17, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void everyInboxIsAPartition(int inbox) {
    assertThat(CoordinatorTopology.inbox(inbox, 16)).isBetween(0, 15);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4, Integer.MAX_VALUE})
  void attemptThatCannotHaveBeenSuggestedDoesNotTakeTheTrial(int attempt) {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));

    // When
    rig.started("exp_0", attempt, "forged");
    rig.started("exp_0");

    // Then
    assertThat(rig.deadLetters()).hasSize(1);
    rig.advance(Duration.ofMillis(250));
    assertThat(rig.view("exp_0")).map(TrialView::state).contains(TrialStatus.RUNNING);
  }

  @Test
  void idsThatNoRecordCouldRepeatAreDeadLettersThatFitIntoARecord() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));

    // When
    rig.started("exp_0", 1, LONG);
    rig.metric(rig.event("exp_0", 1, "e", EventKind.STARTED).setWorker(LONG).setInbox(1).build());
    rig.metric(rig.event("exp_0", 1, "e", EventKind.STARTED).setTrial(LONG).build());
    rig.poison(LONG, new byte[900_000]);

    // Then
    List<DeadLetter> letters = rig.deadLetters();
    assertThat(letters).hasSize(4);
    for (DeadLetter letter : letters) {
      int key = letter.getKey() == null ? 0 : letter.getKey().remaining();
      int value = letter.getValue() == null ? 0 : letter.getValue().remaining();
      assertThat(2 * key + value + 4 * letter.getReason().length()).isLessThan(RECORD);
    }
  }

  @Test
  void strangersWithLongNamesAreNotAnswered() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");
    rig.ended("exp_0", EndState.COMPLETED);
    rig.commands();

    // When
    rig.heartbeat("exp_0", 1, LONG);
    rig.metric(rig.event("exp_0", 1, LONG, EventKind.STARTED).setInbox(1).build());

    // Then
    assertThat(rig.commands()).isEmpty();
  }

  @Test
  void longReasonIsCut() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");

    // When
    rig.metric(
        rig.event("exp_0", 1, TopologyRig.execution("exp_0", 1), EventKind.ENDED)
            .setState(EndState.COMPLETED)
            .setReason(LONG)
            .build());

    // Then
    assertThat(rig.leaderboard())
        .allSatisfy(entry -> assertThat(entry.getReason()).hasSizeLessThan(5000));
  }

  @Test
  void heartbeatThatCannotBeReadDoesNotKeepASilentWorkerAlive() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");

    // When
    rig.poisonHeartbeat("exp", "no heartbeat".getBytes(StandardCharsets.UTF_8));
    rig.advance(Duration.ofSeconds(11));

    // Then
    assertThat(rig.lostMarks).extracting(MetricEvent::getTrial).contains("exp_0");
  }

  @Test
  void submissionUnderNoValidIdIsADeadLetter() {
    // When
    rig.submit("", Sweeps.sweep(1, 1, ""));
    rig.submit("a\0b", Sweeps.sweep(1, 1, ""));

    // Then
    assertThat(rig.deadLetters())
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.getReason()).contains("experiment's id"));
  }

  @Test
  void submissionOnTheWrongPartitionIsADeadLetter() {
    // Given
    String id = "elsewhere-0";
    for (int i = 1; CoordinatorTopology.partition(id, 8) == 0; i++) {
      id = "elsewhere-" + i;
    }
    try (TopologyRig first = new TopologyRig(state.resolve("first"), 8)) {
      // When
      first.submit(id, Sweeps.sweep(1, 1, ""));

      // Then
      assertThat(first.deadLetters())
          .singleElement()
          .satisfies(letter -> assertThat(letter.getReason()).contains("belongs on partition"));
    }
  }

  @Test
  void submissionWithLongTextsIsADeadLetter() {
    // When
    rig.request(
        rig.request("exp", RequestAction.SUBMIT)
            .setSpecification(Sweeps.sweep(1, 1, ""))
            .setSeed(1L)
            .setRequestedBy(LONG)
            .build());

    // Then
    assertThat(rig.deadLetters()).hasSize(1);
  }

  @Test
  void decisionOnATrialThatWasCanceledInTheQueueOutlivesARestart() {
    // Given
    rig.submit("exp", Sweeps.sweep(4, 4, Sweeps.MEDIAN));
    rig.suggestions();
    rig.request(rig.request("exp", RequestAction.STOP_TRIAL).setTrial("exp_2").build());
    for (String trial : List.of("exp_0", "exp_1", "exp_2")) {
      rig.started(trial);
    }
    rig.report("exp_0", 0.9);
    rig.report("exp_1", 0.9);

    // When
    rig.report("exp_2", 0.1);

    // Then
    assertThat(rig.decisions()).extracting(Decision::getTrial).containsExactly("exp_2");
    assertThat(rig.keptDecisions("exp")).extracting(Decision::getTrial).containsExactly("exp_2");
  }

  @Test
  void suggestionThatTheBrokersDroppedIsMadeAgain() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    assertThat(rig.suggestions()).hasSize(1);

    // When
    rig.advance(Duration.ofMinutes(11));

    // Then
    assertThat(rig.suggestions()).extracting(Suggestion::getAttempt).containsExactly(1);
  }
}
