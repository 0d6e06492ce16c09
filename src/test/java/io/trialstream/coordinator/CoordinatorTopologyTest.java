package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trialstream.avro.Command;
import io.trialstream.avro.CommandKind;
import io.trialstream.avro.Decision;
import io.trialstream.avro.EndState;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
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

class CoordinatorTopologyTest {
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

  @Test
  void submissionIsShownAndSuggestsUpToTheConcurrencyLimit() {
    // When
    rig.submit("exp", Sweeps.sweep(5, 2, ""));

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.RUNNING);
    assertThat(shown.getQueued()).isEqualTo(2);
    assertThat(shown.getOwner()).isEqualTo("ada");
    List<Suggestion> suggestions = rig.suggestions();
    assertThat(suggestions).extracting(Suggestion::getTrial).containsExactly("exp_0", "exp_1");
    assertThat(suggestions.get(0).getCommand())
        .containsExactly("train", "--lr", "${{search_space.lr}}");
    assertThat(suggestions.get(0).getParameters()).hasSize(1);
    assertThat(rig.view("exp_1")).map(TrialView::state).contains(TrialStatus.QUEUED);
  }

  @Test
  void secondSubmissionUnderTheSameNameChangesNothing() {
    // Given
    rig.submit("exp", Sweeps.sweep(5, 2, ""));
    rig.experiments();
    rig.suggestions();

    // When
    rig.submit("exp", Sweeps.sweep(50, 20, ""));

    // Then
    assertThat(rig.suggestions()).isEmpty();
    assertThat(rig.experiments()).isEmpty();
  }

  @Test
  void freedSlotGetsTheNextTrialAndTheLastEndMarkCompletesTheExperiment() {
    // Given
    rig.submit("exp", Sweeps.sweep(3, 2, ""));
    rig.suggestions();
    rig.started("exp_0");
    rig.report("exp_0", 0.5);
    rig.started("exp_1");
    rig.report("exp_1", 0.7);

    // When
    rig.ended("exp_0", EndState.COMPLETED);

    // Then
    assertThat(rig.suggestions()).extracting(Suggestion::getTrial).containsExactly("exp_2");

    // When
    rig.ended("exp_1", EndState.COMPLETED);
    rig.started("exp_2");
    rig.report("exp_2", 0.6);
    rig.ended("exp_2", EndState.COMPLETED);

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.COMPLETED);
    assertThat(shown.getCompleted()).isEqualTo(3);
    assertThat(shown.getBestTrial()).isEqualTo("exp_1");
    assertThat(shown.getBestScore()).isEqualTo(0.7);
    assertThat(shown.getMetricsFrom()).isZero();
    assertThat(shown.getMetricsTo()).isEqualTo(9);
    assertThat(rig.views).isEmpty();
  }

  @Test
  void poorTrialIsStoppedWithItsEvidenceAndKeepsItsSlotUntilItsEndMark() {
    // Given
    rig.submit("exp", Sweeps.sweep(4, 3, Sweeps.MEDIAN));
    rig.suggestions();
    for (String trial : List.of("exp_0", "exp_1", "exp_2")) {
      rig.started(trial);
    }
    rig.report("exp_0", 0.9);
    rig.report("exp_1", 0.8);

    // When
    rig.report("exp_2", 0.1);

    // Then
    List<Decision> decisions = rig.decisions();
    assertThat(decisions).hasSize(2);
    Decision decision = decisions.get(1);
    assertThat(decision.getTrial()).isEqualTo("exp_2");
    assertThat(decision.getPolicy()).isEqualTo("median_stopping");
    assertThat(decision.getInterval()).isEqualTo(1);
    assertThat(decision.getValue()).isEqualTo(0.1);
    assertThat(decision.getLimit()).isEqualTo(0.8);
    assertThat(decision.getPeers()).isEqualTo(3);
    assertThat(decision.getOffset()).isEqualTo(5);
    assertThat(rig.commands())
        .extracting(Command::getTrial, Command::getKind)
        .containsExactly(tuple("exp_1", CommandKind.STOP), tuple("exp_2", CommandKind.STOP));
    assertThat(rig.suggestions()).isEmpty();

    // When
    rig.ended("exp_2", EndState.STOPPED);

    // Then
    assertThat(rig.suggestions()).extracting(Suggestion::getTrial).containsExactly("exp_3");
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.view("exp_2")).map(TrialView::state).contains(TrialStatus.STOPPED);
    assertThat(rig.view("exp_2").orElseThrow().reason()).isEqualTo(decision.getReason());
  }

  @Test
  void anotherExecutionOfTheSameAttemptIsKilled() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");

    // When
    rig.started("exp_0", 1, "stranger");

    // Then
    List<Command> commands = rig.commands();
    assertThat(commands).hasSize(1);
    assertThat(commands.get(0).getExecution()).isEqualTo("stranger");
    assertThat(commands.get(0).getKind()).isEqualTo(CommandKind.KILL);
    assertThat(commands.get(0).getInbox()).isEqualTo(5);
  }

  @Test
  void silentWorkersTrialIsLostAndTriedAgainUntilItsRetriesAreUsedUp() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, "trialstream: {max_retries: 1}"));
    rig.suggestions();
    rig.started("exp_0");

    // When
    rig.advance(Duration.ofSeconds(8));
    boolean early = !rig.lostMarks.isEmpty();
    rig.advance(Duration.ofSeconds(2));
    rig.readLostMarksBack();

    // Then
    assertThat(early).isFalse();
    List<Suggestion> again = rig.suggestions();
    assertThat(again).extracting(Suggestion::getAttempt).containsExactly(2);
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.experiment().getQueued()).isEqualTo(1);

    // When
    rig.started("exp_0", 2, "second");
    rig.advance(Duration.ofSeconds(10));
    rig.readLostMarksBack();

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.FAILED);
    assertThat(shown.getFailed()).isEqualTo(1);
    assertThat(rig.suggestions()).isEmpty();
  }

  @Test
  void heartbeatsKeepATrialAlive() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");

    // When
    for (int beat = 0; beat < 20; beat++) {
      rig.advance(Duration.ofSeconds(3));
      rig.heartbeat("exp_0", 1, TopologyRig.execution("exp_0", 1));
    }

    // Then
    assertThat(rig.lostMarks).isEmpty();
  }

  @Test
  void lostExecutionThatComesBackIsKilled() {
    // Given
    rig.submit("exp", Sweeps.sweep(1, 1, ""));
    rig.started("exp_0");
    rig.advance(Duration.ofSeconds(10));
    rig.readLostMarksBack();
    rig.commands();

    // When
    rig.heartbeat("exp_0", 1, TopologyRig.execution("exp_0", 1));

    // Then
    assertThat(rig.commands())
        .extracting(Command::getExecution, Command::getKind)
        .containsExactly(tuple(TopologyRig.execution("exp_0", 1), CommandKind.KILL));
  }

  @Test
  void cancelKillsWhatRunsAndEndsWithTheLastEndMark() {
    // Given
    rig.submit("exp", Sweeps.sweep(4, 2, ""));
    rig.started("exp_0");
    rig.suggestions();

    // When
    rig.request(rig.request("exp", RequestAction.CANCEL).setReason("enough").build());

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.RUNNING);
    assertThat(shown.getCanceled()).isEqualTo(1);
    assertThat(rig.commands())
        .extracting(Command::getTrial, Command::getKind, Command::getReason)
        .containsExactly(tuple("exp_0", CommandKind.KILL, "canceled by ada: enough"));

    // When
    rig.ended("exp_0", EndState.CANCELED);

    // Then
    shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.CANCELED);
    assertThat(shown.getReason()).isEqualTo("canceled by ada: enough");
    assertThat(shown.getCanceled()).isEqualTo(2);
    assertThat(rig.suggestions()).isEmpty();
  }

  @Test
  void trialThatStartsAfterItWasCanceledInTheQueueIsKilled() {
    // Given
    rig.submit("exp", Sweeps.sweep(4, 2, ""));
    rig.request(rig.request("exp", RequestAction.STOP_TRIAL).setTrial("exp_1").build());
    assertThat(rig.view("exp_1")).map(TrialView::state).contains(TrialStatus.CANCELED);

    // When
    rig.started("exp_1");

    // Then
    assertThat(rig.commands()).extracting(Command::getTrial).containsExactly("exp_1");
  }

  @Test
  void trialTimeoutKillsTheTrialAndTimeoutEndsTheExperiment() {
    // Given
    rig.submit("exp", Sweeps.sweepWithLimits(4, 1, ", timeout: 8, trial_timeout: 3", ""));
    rig.started("exp_0");

    // When
    rig.advance(Duration.ofSeconds(4));

    // Then
    assertThat(rig.commands())
        .extracting(Command::getReason)
        .containsExactly("its trial_timeout of 3 s passed");

    // When
    rig.ended("exp_0", EndState.CANCELED);
    rig.advance(Duration.ofSeconds(5));

    // Then
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.CANCELED);
  }

  @Test
  void whatCannotBeUsedGoesToTheDeadLettersAndTheRestGoesOn() {
    // Given
    rig.submit("exp", Sweeps.sweep(2, 1, ""));

    // When
    rig.poison("exp", "no avro".getBytes(StandardCharsets.UTF_8));
    rig.started("unknown_0");
    rig.started("exp_7");
    rig.started("exp_0");

    // Then
    assertThat(rig.deadLetters())
        .extracting(letter -> letter.getReason().toString())
        .satisfiesExactly(
            reason -> assertThat(reason).contains("single-object encoding"),
            reason -> assertThat(reason).contains("experiment unknown is unknown"),
            reason -> assertThat(reason).contains("trial exp_7 is none of this experiment"));
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.view("exp_0")).map(TrialView::state).contains(TrialStatus.RUNNING);
  }

  @Test
  void firstTrialsAllFailingFailsTheExperiment() {
    // Given
    rig.submit("exp", Sweeps.sweep(100, 1, ""));

    // When
    for (int n = 0; n < 10; n++) {
      rig.started("exp_" + n);
      rig.ended("exp_" + n, EndState.FAILED);
    }

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.FAILED);
    assertThat(shown.getReason()).isEqualTo("the first 10 trials to end all failed");
  }
}
