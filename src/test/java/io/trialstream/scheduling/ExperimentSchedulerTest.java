package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.EndState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentSchedulerTest {
  private static final int TOTAL = 30;
  private static final int CONCURRENT = 4;

  private static Specification specification(String limits, String trialstream) {
    String text =
        """
        type: sweep
        trial: {command: "train ${{search_space.lr}}"}
        search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        limits: {%s}
        trialstream: {%s}
        """
            .formatted(limits, trialstream);
    try {
      return ExperimentFile.parse(text, Optional.empty()).specification();
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ExperimentScheduler scheduler(Specification specification) {
    return new ExperimentScheduler(specification, specification.sampler(3), 0);
  }

  private static Claim claim(int trial, int attempt) {
    return new Claim(trial + "/" + attempt, "worker", 0);
  }

  private static ExperimentScheduler restored(
      Specification specification, ExperimentScheduler scheduler) {
    List<ScheduledTrial> trials =
        IntStream.range(0, scheduler.suggested())
            .mapToObj(number -> scheduler.trial(number).orElseThrow())
            .toList();
    return ExperimentScheduler.restore(
        specification, specification.sampler(3), 0, scheduler.state(), trials);
  }

  /** A fleet that starts, loses, fails and completes what is suggested, at random. */
  @Test
  void randomHistoriesKeepTheLimitsAndEndWhateverIsRestoredInBetween() {
    for (int seed = 0; seed < 300; seed++) {
      // Given
      Random random = new Random(seed);
      boolean retryFailed = random.nextBoolean();
      Specification specification =
          specification(
              "max_total_trials: " + TOTAL + ", max_concurrent_trials: " + CONCURRENT,
              "max_retries: 2, retry_failed: " + retryFailed);
      ExperimentScheduler scheduler = scheduler(specification);
      List<Action.Suggest> queue = new ArrayList<>();
      Set<String> suggested = new HashSet<>();
      List<Action.Suggest> running = new ArrayList<>();
      int steps = 0;

      // When
      while (!(scheduler.state() instanceof ExperimentState.Ended)) {
        assertThat(steps++).as("steps of seed " + seed).isLessThan(5000);
        scheduler.suggest(3);
        for (Action action : scheduler.actions()) {
          if (action instanceof Action.Suggest suggest) {
            assertThat(suggested.add(suggest.trial() + "/" + suggest.attempt()))
                .as("suggested once")
                .isTrue();
            queue.add(suggest);
          }
        }
        assertThat(queue.size() + running.size()).isLessThanOrEqualTo(CONCURRENT);
        if (random.nextInt(4) == 0) {
          scheduler = restored(specification, scheduler);
        }
        if (!queue.isEmpty() && random.nextBoolean()) {
          Action.Suggest next = queue.remove(random.nextInt(queue.size()));
          scheduler.started(
              next.trial(), next.attempt(), claim(next.trial(), next.attempt()), steps);
          running.add(next);
        } else if (!running.isEmpty()) {
          Action.Suggest next = running.remove(random.nextInt(running.size()));
          if (random.nextInt(5) == 0) {
            scheduler.stopDecided(next.trial(), next.attempt(), "policy");
          }
          EndState[] ends = {
            EndState.COMPLETED, EndState.COMPLETED, EndState.FAILED, EndState.LOST
          };
          scheduler.ended(next.trial(), next.attempt(), ends[random.nextInt(ends.length)], "why");
        }
      }

      // Then
      assertThat(queue).isEmpty();
      assertThat(running).isEmpty();
      for (int number = 0; number < scheduler.suggested(); number++) {
        TrialState state = scheduler.trial(number).orElseThrow().state();
        assertThat(state).isInstanceOf(TrialState.Ended.class);
        assertThat(state.attempt()).isBetween(1, 3);
      }
      if (scheduler.state().status() == ExperimentStatus.COMPLETED) {
        assertThat(scheduler.suggested()).isEqualTo(TOTAL);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "1, 1", "50, 10"})
  void firstTrialsAllFailingFailsTheExperimentAtTheLastOfThem(int total, int first) {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: " + total + ", max_concurrent_trials: 1", ""));

    // When
    int failed = 0;
    while (!(scheduler.state() instanceof ExperimentState.Ended)) {
      scheduler.suggest(1);
      scheduler.started(failed, 1, claim(failed, 1), 0);
      scheduler.ended(failed, 1, EndState.FAILED, "exit 1");
      failed++;
    }

    // Then
    assertThat(failed).isEqualTo(first);
    assertThat(scheduler.state().status()).isEqualTo(ExperimentStatus.FAILED);
  }

  @Test
  void oneCompletedTrialAmongTheFirstKeepsTheExperimentAlive() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: 50, max_concurrent_trials: 1", ""));

    // When
    for (int number = 0; number < 20; number++) {
      scheduler.suggest(1);
      scheduler.started(number, 1, claim(number, 1), 0);
      scheduler.ended(number, 1, number == 4 ? EndState.COMPLETED : EndState.FAILED, "exit 1");
    }

    // Then
    assertThat(scheduler.state().status()).isEqualTo(ExperimentStatus.RUNNING);
  }

  @Test
  void moreFailuresThanMaxFailedTrialsKillWhatRunsAndFailTheExperiment() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(
            specification(
                "max_total_trials: 50, max_concurrent_trials: 4", "max_failed_trials: 1"));
    scheduler.suggest(4);
    for (int number = 0; number < 4; number++) {
      scheduler.started(number, 1, claim(number, 1), 0);
    }
    scheduler.ended(3, 1, EndState.COMPLETED, "exit 0");
    scheduler.ended(0, 1, EndState.FAILED, "exit 1");
    scheduler.actions();
    assertThat(scheduler.state()).isInstanceOf(ExperimentState.Running.class);

    // When
    scheduler.ended(1, 1, EndState.FAILED, "exit 1");

    // Then
    assertThat(scheduler.state()).isInstanceOf(ExperimentState.Ending.class);
    assertThat(scheduler.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Order.class,
            order -> {
              assertThat(order.trial()).isEqualTo(2);
              assertThat(order.stop()).isFalse();
            });

    // When
    scheduler.ended(2, 1, EndState.LOST, "gone");

    // Then
    assertThat(scheduler.state().status()).isEqualTo(ExperimentStatus.FAILED);
    assertThat(scheduler.trial(2).orElseThrow().state().status()).isEqualTo(TrialStatus.CANCELED);
  }

  @Test
  void trialLostWhileTheExperimentEndsIsNotTriedAgain() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: 5, max_concurrent_trials: 1", ""));
    scheduler.suggest(1);
    scheduler.started(0, 1, claim(0, 1), 0);
    scheduler.cancel("enough");
    scheduler.actions();

    // When
    scheduler.ended(0, 1, EndState.LOST, "gone");

    // Then
    assertThat(scheduler.actions()).isEmpty();
    assertThat(scheduler.state().status()).isEqualTo(ExperimentStatus.CANCELED);
    assertThat(scheduler.state().reason()).isEqualTo("enough");
  }

  @Test
  void stoppedTrialHoldsItsSlotUntilItsEndMark() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: 5, max_concurrent_trials: 1", ""));
    scheduler.suggest(1);
    scheduler.started(0, 1, claim(0, 1), 0);

    // When
    scheduler.stopDecided(0, 1, "policy");

    // Then
    assertThat(scheduler.trial(0).orElseThrow().state().status()).isEqualTo(TrialStatus.STOPPED);
    assertThat(scheduler.canSuggest()).isFalse();

    // When
    scheduler.ended(0, 1, EndState.FAILED, "exit 143");

    // Then
    assertThat(scheduler.trial(0).orElseThrow().state().status()).isEqualTo(TrialStatus.STOPPED);
    assertThat(scheduler.canSuggest()).isTrue();
  }

  @Test
  void experimentWithoutAnyScoreSaysSo() {
    // Given
    ExperimentScheduler scheduler = scheduler(specification("max_total_trials: 1", ""));
    scheduler.suggest(1);
    scheduler.started(0, 1, claim(0, 1), 0);

    // When
    scheduler.ended(0, 1, EndState.COMPLETED, "exit 0");

    // Then
    assertThat(scheduler.state().reason()).contains("none reported a finite value");
  }

  @Test
  void queueStaysShortHoweverManyTrialsMayRun() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: 100000, max_concurrent_trials: 100000", ""));

    // When
    scheduler.suggest(100_000);

    // Then
    assertThat(scheduler.suggested()).isEqualTo(1000);
    scheduler.started(0, 1, claim(0, 1), 0);
    assertThat(scheduler.canSuggest()).isTrue();
  }

  @Test
  void whatWaitsWhileNothingRunsIsSuggestedAgainInTurnAndMoreAndMoreRarely() {
    // Given
    ExperimentScheduler scheduler =
        scheduler(specification("max_total_trials: 3, max_concurrent_trials: 3", ""));
    scheduler.suggest(3);
    scheduler.started(1, 1, claim(1, 1), 0);
    scheduler.actions();
    List<String> again = new ArrayList<>();

    // When
    for (int minute = 0; minute < 200; minute++) {
      if (minute == 50) {
        scheduler.ended(1, 1, EndState.COMPLETED, "");
      }
      scheduler.tick(60_000L * minute);
      for (Action action : scheduler.actions()) {
        again.add(minute + ": trial " + ((Action.Suggest) action).trial());
      }
    }

    // Then
    assertThat(again).containsExactly("60: trial 0", "80: trial 2", "120: trial 0");
  }
}
