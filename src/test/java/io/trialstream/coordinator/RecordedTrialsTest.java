package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.MetricView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordedTrialsTest {
  private static final String FILE =
      Sweeps.sweep(9, 9, Sweeps.MEDIAN + "\ntrialstream: {resume_from: [older]}");

  private final RecordedTrials trials = new RecordedTrials("old", specification());
  private long seq;

  private static Specification specification() {
    try {
      return ExperimentFile.parse(FILE, Optional.empty()).specification();
    } catch (InvalidSettingsException e) {
      throw new AssertionError(e);
    }
  }

  private MetricEvent.Builder event(String trial, int attempt, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment("old")
        .setTrial(trial)
        .setAttempt(attempt)
        .setExecution(trial + "." + attempt)
        .setSeq(++seq)
        .setKind(kind)
        .setTime(Instant.EPOCH);
  }

  private void apply(MetricEvent.Builder event) {
    trials.apply(MetricView.of(event.build()));
  }

  private void started(String trial, int attempt) {
    apply(
        event(trial, attempt, EventKind.STARTED).setParameters(List.of(new Parameter("lr", 0.5))));
  }

  private void report(String trial, int attempt, String metric, double value) {
    apply(event(trial, attempt, EventKind.REPORT).setMetric(metric).setValue(value));
  }

  private void ended(String trial, int attempt, EndState state) {
    apply(event(trial, attempt, EventKind.ENDED).setState(state));
  }

  private List<String> written() {
    List<String> lines = new ArrayList<>();
    for (RecordedTrial trial : trials.trials()) {
      trial.writeTo(
          "new",
          "accuracy",
          Instant.EPOCH,
          event ->
              lines.add(
                  event.getTrial()
                      + " "
                      + event.getSeq()
                      + " "
                      + switch (event.getKind()) {
                        case STARTED -> "started " + event.getParameters().get(0).getValue();
                        case REPORT -> event.getMetric() + " " + event.getValue();
                        case ENDED -> event.getState().name();
                        case UNKNOWN -> "unknown";
                      }));
    }
    return lines;
  }

  @Test
  void whatStandsOfATrialIsOneAttemptWithoutOtherMetrics() {
    // Given
    started("old_0", 1);
    report("old_0", 1, "accuracy", 0.1);
    report("old_0", 1, "loss", 3);
    report("old_0", 1, "accuracy", Double.NaN);
    report("old_0", 1, "accuracy", 0.3);
    ended("old_0", 1, EndState.LOST);
    started("old_0", 2);
    report("old_0", 2, "trialstream.first_interval", 2);
    report("old_0", 2, "accuracy", 0.25);
    ended("old_0", 2, EndState.COMPLETED);

    // When, Then
    assertThat(written())
        .containsExactly(
            "old_0 1 started 0.5",
            "old_0 2 accuracy 0.1",
            "old_0 3 accuracy 0.25",
            "old_0 4 COMPLETED");
  }

  @Test
  void whatATrialReportedBehindItsStopIsLeftOut() {
    // Given
    started("old_1", 1);
    started("old_0", 1);
    report("old_0", 1, "accuracy", 0.9);
    report("old_1", 1, "accuracy", 0.1);
    report("old_1", 1, "accuracy", 0.95);
    ended("old_1", 1, EndState.COMPLETED);
    ended("old_0", 1, EndState.CANCELED);

    // When, Then
    assertThat(written())
        .containsExactly(
            "old_0 1 started 0.5",
            "old_0 2 accuracy 0.9",
            "old_0 3 CANCELED",
            "old_1 1 started 0.5",
            "old_1 2 accuracy 0.1",
            "old_1 3 STOPPED");
  }

  @Test
  void trialsThatWereLostForGoodHaveFailedAndThoseOfStillEarlierExperimentsStayThere() {
    // Given
    started("older_7", 1);
    report("older_7", 1, "accuracy", 0.5);
    ended("older_7", 1, EndState.COMPLETED);
    started("old_3", 1);
    ended("old_3", 1, EndState.LOST);
    report("old_4", 1, "accuracy", 0.5);

    // When, Then
    assertThat(written()).containsExactly("old_3 1 started 0.5", "old_3 2 FAILED");
  }
}
