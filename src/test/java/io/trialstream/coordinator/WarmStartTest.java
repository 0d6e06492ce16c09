package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.EarlierAttempt;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.avro.Suggestion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that resumes from others, in the production topology. */
class WarmStartTest {
  private static final String FILE =
      Sweeps.sweep(4, 2, Sweeps.MEDIAN + "\ntrialstream: {resume_from: [old, older]}");

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

  private void tick() {
    rig.advance(Duration.ofMillis(500));
  }

  private static MetricEvent.Builder event(String trial, long seq, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment("exp")
        .setTrial(trial)
        .setAttempt(1)
        .setExecution("imported")
        .setSeq(seq)
        .setKind(kind)
        .setTime(TopologyRig.START);
  }

  /** The records of a trial of an earlier experiment that reported one value. */
  private void imported(String trial, double value) {
    rig.metric(
        event(trial, 1, EventKind.STARTED)
            .setParameters(List.of(new Parameter("lr", 0.5)))
            .build());
    rig.metric(event(trial, 2, EventKind.REPORT).setMetric("accuracy").setValue(value).build());
    rig.metric(event(trial, 3, EventKind.ENDED).setState(EndState.COMPLETED).build());
  }

  private void importAll() {
    imported("old_0", 0.8);
    imported("old_1", 0.9);
    imported("older_0", 0.7);
  }

  @Test
  void nothingIsSuggestedBeforeTheLastImportedRecordIsProcessed() {
    // Given
    rig.submit("exp", FILE);
    tick();
    assertThat(rig.imports.started).containsExactly("exp");
    imported("old_0", 0.8);

    // When
    rig.imports.outcome = Optional.of(new Imports.Outcome.Complete(9));
    tick();
    List<Suggestion> early = rig.suggestions();
    imported("old_1", 0.9);
    imported("older_0", 0.7);
    tick();

    // Then
    assertThat(early).isEmpty();
    assertThat(rig.suggestions())
        .extracting(Suggestion::getTrial)
        .containsExactly("exp_0", "exp_1");
    assertThat(rig.imports.started).hasSize(1);
  }

  @Test
  void earlierTrialsArePeersAndAppearNowhereElse() {
    // Given
    rig.submit("exp", FILE);
    tick();
    importAll();
    rig.imports.outcome = Optional.of(new Imports.Outcome.Complete(9));
    tick();
    rig.started("exp_0");

    // When
    rig.report("exp_0", 0.75);

    // Then
    List<Decision> decisions = rig.decisions();
    assertThat(decisions).extracting(Decision::getTrial).containsExactly("exp_0");
    assertThat(decisions.get(0).getPeers()).isEqualTo(4);
    assertThat(decisions.get(0).getLimit()).isCloseTo(0.775, within(1e-9));
    tick();
    Experiment shown = rig.experiment();
    assertThat(shown.getBestTrial()).isEqualTo("exp_0");
    assertThat(shown.getCompleted()).isZero();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.RUNNING);
    assertThat(rig.leaderboard())
        .extracting(LeaderboardEntry::getTrial)
        .containsOnly("exp_0", "exp_1");
    assertThat(rig.view("exp_1")).isPresent();
    assertThat(rig.view("exp_2")).isEmpty();
    assertThat(rig.deadLetters()).isEmpty();
    assertThat(rig.commands()).hasSize(1);
  }

  @Test
  void recordsOfAnImportThatIsStartedAgainCountOnce() {
    // Given
    rig.submit("exp", FILE);
    tick();
    imported("old_0", 0.8);
    imported("old_1", 0.9);

    // When
    importAll();
    rig.imports.outcome = Optional.of(new Imports.Outcome.Complete(15));
    tick();
    rig.started("exp_0");
    rig.report("exp_0", 0.1);

    // Then
    assertThat(rig.decisions()).extracting(Decision::getPeers).containsExactly(4);
    assertThat(rig.deadLetters()).isEmpty();
  }

  @Test
  void trialsOfAnExperimentThatIsNotResumedFromAreRefused() {
    // Given
    rig.submit("exp", FILE);

    // When
    imported("other_0", 0.8);

    // Then
    assertThat(rig.deadLetters()).hasSize(3);
  }

  @Test
  void anImportThatCannotBeDoneFailsTheExperimentWithItsSentence() {
    // Given
    rig.submit("exp", FILE);
    tick();

    // When
    rig.imports.outcome = Optional.of(new Imports.Outcome.Impossible("experiment old is unknown"));
    tick();

    // Then
    Experiment shown = rig.experiment();
    assertThat(shown.getState()).isEqualTo(ExperimentStatus.FAILED);
    assertThat(shown.getReason()).isEqualTo("experiment old is unknown");
    assertThat(shown.getEnded()).isNotNull();
    assertThat(rig.suggestions()).isEmpty();
  }

  @Test
  void earlierTrialsThatAreGoneOnWithComeFirstAndBringTheirFiles() {
    // Given
    String file =
        Sweeps.sweep(4, 4, "trialstream: {resume_trials: [old_7], enqueue: [{lr: 0.25}]}");

    // When
    rig.request(
        rig.request("exp", RequestAction.SUBMIT)
            .setSpecification(file)
            .setSeed(7L)
            .setResumed(List.of(new ResumedTrial("old_7", 2, List.of(new Parameter("lr", 0.75)))))
            .build());

    // Then
    List<Suggestion> suggestions = rig.suggestions();
    assertThat(suggestions).hasSize(4);
    assertThat(suggestions.get(0).getParameters()).containsExactly(new Parameter("lr", 0.75));
    assertThat(suggestions.get(0).getResumeFrom()).isEqualTo(new EarlierAttempt("old_7", 2));
    assertThat(suggestions.get(1).getParameters()).containsExactly(new Parameter("lr", 0.25));
    assertThat(suggestions.get(1).getResumeFrom()).isNull();
  }

  @Test
  void aSubmissionWithoutTheTrialsThatItsFileNamesIsRefused() {
    // When
    rig.submit("exp", Sweeps.sweep(4, 4, "trialstream: {resume_trials: [old_7]}"));

    // Then
    assertThat(rig.deadLetters())
        .extracting(DeadLetter::getReason)
        .containsExactly(
            "a submission carries the trials under resume_trials, [old_7], and this one carries"
                + " []");
  }

  @Test
  void anExperimentThatIsCanceledWhileItWaitsEndsAndGivesUpItsImport() {
    // Given
    rig.submit("exp", FILE);
    tick();

    // When
    rig.request(rig.request("exp", RequestAction.CANCEL).build());
    importAll();
    tick();

    // Then
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.CANCELED);
    assertThat(rig.imports.canceled).containsExactly("exp");
    assertThat(rig.suggestions()).isEmpty();
    assertThat(rig.commands()).isEmpty();
  }
}
