package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Observation.State;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObservationsTest {
  private static final int TRIALS = 12;

  private final Specification specification = specification();
  private final ExperimentLog log =
      new ExperimentLog(
          specification.objective().goal(),
          specification.objective().primaryMetric(),
          specification.policy());
  private final ExperimentScheduler scheduler =
      new ExperimentScheduler(specification, specification.sampler(3), 0);
  private final Observations observations = new Observations(log, List.of());
  private long seq;

  private static Specification specification() {
    String text =
        """
        type: sweep
        trial: {command: "train ${{search_space.lr}}"}
        search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
        sampling_algorithm: random
        early_termination: {type: threshold, lower: -100}
        objective: {goal: minimize, primary_metric: loss}
        limits: {max_total_trials: %d}
        """
            .formatted(TRIALS);
    try {
      return ExperimentFile.parse(text, Optional.empty()).specification();
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void start(int trial, int attempt) {
    tell(trial, log.started(trial, attempt, trial + "." + attempt, ++seq));
  }

  private void report(int trial, int attempt, String metric, double value) {
    tell(trial, log.report(trial, attempt, trial + "." + attempt, ++seq, metric, value));
  }

  private void end(int trial, int attempt, EndState state) {
    tell(trial, log.ended(trial, attempt, trial + "." + attempt, ++seq, state));
  }

  private void tell(int trial, Effect effect) {
    if (!(effect instanceof Effect.Dropped)) {
      observations.changed(trial);
    }
    if (effect instanceof Effect.Counted counted) {
      counted.decisions().forEach(decision -> observations.changed(decision.trial()));
    }
  }

  private Observation observed(int trial) {
    scheduler.suggest(TRIALS);
    return observations.history(seq, scheduler).trials().get(trial);
  }

  @Test
  void meritsAreTurnedAndTheBestSoFarIsKeptWhereTheCheckpointsAre() {
    // Given
    start(0, 1);
    for (double loss : new double[] {Double.POSITIVE_INFINITY, 5, 7, 4, 6, 3, 8}) {
      report(0, 1, "loss", loss);
      report(0, 1, "other", 100);
    }

    // When
    Observation observed = observed(0);

    // Then
    assertThat(Observation.checkpoints(7)).containsExactly(1, 2, 4, 5);
    assertThat(observed.intervals()).isEqualTo(7);
    assertThat(observed.best()).isEqualTo(-3);
    assertThat(observed.reached()).isEqualTo(4);
    assertThat(observed.bestAt(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(observed.bestAt(1)).isEqualTo(-5);
    assertThat(observed.bestAt(2)).isEqualTo(-4);
    assertThat(observed.bestAt(3)).isEqualTo(-4);
    assertThat(observed.state()).isEqualTo(State.OPEN);
    assertThat(observed.point()).isEqualTo(scheduler.trial(0).orElseThrow().parameters());
  }

  @ParameterizedTest
  @EnumSource
  void endMarksSayHowATrialEnded(EndState end) {
    // Given
    start(0, 1);
    report(0, 1, "loss", 1);

    // When
    end(0, 1, end);

    // Then
    assertThat(observed(0).state())
        .isEqualTo(
            switch (end) {
              case COMPLETED -> State.COMPLETED;
              case FAILED -> State.FAILED;
              case STOPPED, CANCELED -> State.CUT;
              case LOST -> State.OPEN;
            });
  }

  @Test
  void aDecisionCutsATrialBeforeItsEndMarkAndWhateverThatSays() {
    // Given
    start(0, 1);
    report(0, 1, "loss", -101);

    // When, Then
    assertThat(observed(0).state()).isEqualTo(State.CUT);
    end(0, 1, EndState.COMPLETED);
    assertThat(observed(0).state()).isEqualTo(State.CUT);
  }

  @Test
  void aTrialThatWasCanceledInTheQueueStaysOpen() {
    // Given
    scheduler.suggest(TRIALS);
    scheduler.cancelTrial(1, "not wanted");

    // When, Then
    assertThat(observed(1).state()).isEqualTo(State.OPEN);
    assertThat(observed(1).hasValue()).isFalse();
  }

  @Test
  void aHistoryIsThatOfTheLogAloneWhateverWasAskedBefore() {
    // Given
    Random random = new Random(4);
    EndState[] ends = EndState.values();
    int[] attempts = new int[TRIALS];

    for (int step = 0; step < 5000; step++) {
      int trial = random.nextInt(TRIALS);
      if (attempts[trial] == 0 || random.nextInt(20) == 0) {
        start(trial, ++attempts[trial]);
        report(trial, attempts[trial], "trialstream.first_interval", 1 + random.nextInt(5));
      } else if (random.nextInt(10) == 0) {
        end(trial, attempts[trial], ends[random.nextInt(ends.length)]);
      } else {
        report(trial, attempts[trial], "loss", random.nextInt(200) == 0 ? -101 : random.nextInt());
      }
      if (random.nextInt(3) == 0) {
        scheduler.suggest(1);

        // When
        History history = observations.history(step, scheduler);

        // Then
        History afresh = new Observations(log, List.of()).history(step, scheduler);
        assertThat(history).usingRecursiveComparison().as("after %d steps", step).isEqualTo(afresh);
      }
    }
    assertThat(scheduler.suggested()).isEqualTo(TRIALS);
  }

  @Test
  void whatHasNotChangedIsNotMadeAnew() {
    // Given
    scheduler.suggest(TRIALS);
    start(0, 1);
    start(1, 1);
    report(0, 1, "loss", 1);
    end(0, 1, EndState.COMPLETED);
    History before = observations.history(seq, scheduler);

    // When
    report(1, 1, "loss", 2);
    History after = observations.history(seq, scheduler);

    // Then
    assertThat(after.trials().get(0)).isSameAs(before.trials().get(0));
    assertThat(after.trials().get(1)).isNotSameAs(before.trials().get(1));
    assertThat(before.trials().get(1).hasValue()).isFalse();
  }
}
