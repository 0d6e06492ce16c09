package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.EndState;
import io.trialstream.testing.PlainSampling;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelSuggestionsTest {
  private static final long DRAWN = 5;
  private static final List<Parameter> POINT = List.of(new Parameter("lr", new Real(0.25)));
  private static final Basis BASIS = new Basis("plain", 7, 3, 2);

  private static ExperimentScheduler scheduler(String limits) {
    String text =
        """
        type: sweep
        trial: {command: "train ${{search_space.lr}}"}
        search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        limits: {%s}
        """
            .formatted(limits);
    try {
      Specification specification =
          new PlainSampling(DRAWN).in(ExperimentFile.parse(text, Optional.empty()).specification());
      return new ExperimentScheduler(specification, specification.sampler(3), 0);
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void start(ExperimentScheduler scheduler, int trial) {
    scheduler.started(trial, 1, new Claim(trial + "/1", "worker", 0), 0);
  }

  private static void end(ExperimentScheduler scheduler, int trial) {
    start(scheduler, trial);
    scheduler.ended(trial, 1, EndState.COMPLETED, "");
  }

  private static int fill(ExperimentScheduler scheduler) {
    int taken = 0;
    while (scheduler.offer(scheduler.suggested(), POINT, BASIS)) {
      taken++;
    }
    return taken;
  }

  @Test
  void theFirstTrialsAreDrawnAndThoseBehindWaitForTheModel() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 50, max_concurrent_trials: 8");
    assertThat(scheduler.wanted()).isZero();

    // When
    scheduler.suggest(100);

    // Then
    assertThat(scheduler.suggested()).isEqualTo(5);
    assertThat(scheduler.wanted()).isEqualTo(3);
  }

  @Test
  void nothingIsWantedOfTheModelBeforeAllDrawnTrialsAreSuggested() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 50, max_concurrent_trials: 3");

    // When
    scheduler.suggest(100);
    end(scheduler, 0);

    // Then
    assertThat(scheduler.suggested()).isEqualTo(3);
    assertThat(scheduler.wanted()).isZero();
    assertThat(scheduler.offer(3, POINT, BASIS)).isFalse();
    assertThat(scheduler.canSuggest()).isTrue();
  }

  @Test
  void aSuggestionOfTheModelIsPublishedAndKeptWithItsBasis() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 50, max_concurrent_trials: 8");
    scheduler.suggest(100);
    scheduler.actions();
    scheduler.changed();

    // When
    boolean taken = scheduler.offer(5, POINT, BASIS);

    // Then
    assertThat(taken).isTrue();
    assertThat(scheduler.actions())
        .containsExactly(new Action.Suggest(5, 1, POINT, Optional.of(BASIS)));
    assertThat(scheduler.changed()).containsExactly(5);
    assertThat(scheduler.trial(5).orElseThrow().basis()).contains(BASIS);

    // When
    start(scheduler, 5);
    scheduler.ended(5, 1, EndState.LOST, "gone");

    // Then
    assertThat(scheduler.actions())
        .containsExactly(new Action.Suggest(5, 2, POINT, Optional.of(BASIS)));
  }

  @Test
  void aSuggestionWhoseNumberIsNotTheNextIsNotTaken() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 50, max_concurrent_trials: 8");
    scheduler.suggest(100);

    // When, Then
    assertThat(scheduler.offer(4, POINT, BASIS)).isFalse();
    assertThat(scheduler.offer(6, POINT, BASIS)).isFalse();
    assertThat(scheduler.suggested()).isEqualTo(5);
  }

  @Test
  void theLimitsHoldForTheModelToo() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 10, max_concurrent_trials: 8");
    scheduler.suggest(100);

    // When, Then
    assertThat(fill(scheduler)).isEqualTo(3);
    end(scheduler, 0);
    assertThat(scheduler.wanted()).isEqualTo(1);
    end(scheduler, 1);
    end(scheduler, 2);
    assertThat(scheduler.wanted()).as("of max_total_trials there are left").isEqualTo(2);
    assertThat(fill(scheduler)).isEqualTo(2);
    for (int trial = 3; trial < 10; trial++) {
      assertThat(scheduler.state()).isInstanceOf(ExperimentState.Running.class);
      end(scheduler, trial);
    }
    assertThat(scheduler.state().status()).isEqualTo(ExperimentStatus.COMPLETED);
    assertThat(scheduler.wanted()).isZero();
  }

  @Test
  void aModelsTrialsDoNotWaitInLongQueues() {
    // Given
    ExperimentScheduler scheduler =
        scheduler("max_total_trials: 10000, max_concurrent_trials: 5000");
    scheduler.suggest(100);

    // When
    fill(scheduler);

    // Then
    assertThat(scheduler.count(TrialStatus.QUEUED)).isEqualTo(16);

    // When
    for (int trial = 0; trial < 1000; trial++) {
      start(scheduler, trial);
      fill(scheduler);
    }

    // Then
    assertThat(scheduler.count(TrialStatus.RUNNING)).isEqualTo(1000);
    assertThat(scheduler.count(TrialStatus.QUEUED)).isEqualTo(100);
  }

  @Test
  void anExperimentThatEndsWantsNothingOfItsModel() {
    // Given
    ExperimentScheduler scheduler = scheduler("max_total_trials: 50, max_concurrent_trials: 8");
    scheduler.suggest(100);
    start(scheduler, 0);

    // When
    scheduler.cancel("enough");

    // Then
    assertThat(scheduler.wanted()).isZero();
    assertThat(scheduler.offer(5, POINT, BASIS)).isFalse();
    assertThat(scheduler.suggested()).isEqualTo(5);
  }
}
