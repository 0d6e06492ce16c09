package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatienceTest {

  private static Script trial(Goal goal, int intervals, double minDelta) {
    return new Script(goal, "patience", Map.of("intervals", intervals, "min_delta", minDelta))
        .start(1);
  }

  private static Decision decision(int interval, double value, double limit) {
    return new Decision(
        0, 1, "patience", interval, OptionalDouble.of(value), OptionalDouble.of(limit), 1);
  }

  @ParameterizedTest
  @CsvSource({"MAXIMIZE, 1", "MINIMIZE, -1"})
  void stopsWhatHasNotBecomeBetterForSoManyIntervals(Goal goal, int sign) {
    // Given: the best, 4, was first reached at 2; reaching it again is no better
    Script script = trial(goal, 3, 0);

    // When
    var atFour = script.reports(0, sign * 1, sign * 4, sign * 2, sign * 4);
    var atFive = script.reports(0, sign * 4);

    // Then
    assertThat(atFour).isEmpty();
    assertThat(atFive).containsExactly(decision(5, sign * 4, sign * 4));
  }

  @Test
  void waitsUntilThePatienceHasPassedOnce() {
    // Given
    Script script = trial(Goal.MAXIMIZE, 3, 0);

    // When
    var atThree = script.reports(0, 9, 1, 1);
    var atFour = script.reports(0, 1);

    // Then
    assertThat(atThree).isEmpty();
    assertThat(atFour).containsExactly(decision(4, 9, 9));
  }

  @Test
  void aGainOfExactlyMinDeltaIsNotEnough() {
    // Given
    Script script = trial(Goal.MAXIMIZE, 2, 0.5);

    // When
    var more = script.reports(0, 1, 1.25, 1.75);
    var exactly = script.reports(0, 1.75);

    // Then
    assertThat(more).isEmpty();
    assertThat(exactly).containsExactly(decision(4, 1.75, 1.25));
  }

  @Test
  void theGainCountsTowardsTheBestWhenThePatienceBeganNotTheLatestValue() {
    // Given: 1 at 1, the best until 3
    Script script = trial(Goal.MINIMIZE, 2, 0.1);

    // When
    var atThree = script.reports(0, 1, 3, 0.8);
    var atFour = script.reports(0, 5);
    var atFive = script.reports(0, 0.75);

    // Then
    assertThat(atThree).isEmpty();
    assertThat(atFour).isEmpty();
    assertThat(atFive).containsExactly(decision(5, 0.75, 0.8));
  }

  @Test
  void aGainThatOnlyMakesUpForALossIsNone() {
    // Given: at 2 the best so far is the 2 of before, not the 1
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "patience",
                Map.of("intervals", 2, "min_delta", 0.5, "delay_evaluation", 4))
            .start(1);

    // When
    var decisions = script.reports(0, 2, 1, 1.9, 2.25);

    // Then
    assertThat(decisions).containsExactly(decision(4, 2.25, 2));
  }

  @Test
  void theLeastGainIsOneWithoutMinDelta() {
    Script script = new Script(Goal.MAXIMIZE, "patience", Map.of("intervals", 1)).start(1);

    assertThat(script.reports(0, 1, Math.nextUp(1.0))).isEmpty();
    assertThat(script.reports(0, Math.nextUp(1.0))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aTrialThatNeverHasAFiniteValueStops(Goal goal) {
    // Given
    Script script = trial(goal, 2, 1);

    // When
    var atTwo = script.reports(0, Double.NaN, Double.POSITIVE_INFINITY);
    var atThree = script.reports(0, Double.NEGATIVE_INFINITY);

    // Then
    assertThat(atTwo).isEmpty();
    assertThat(atThree)
        .containsExactly(
            new Decision(0, 1, "patience", 3, OptionalDouble.empty(), OptionalDouble.empty(), 1));
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void theFirstFiniteValueIsBetterThanNoneByMoreThanAnything(Goal goal) {
    Script script = trial(goal, 2, Double.MAX_VALUE);

    assertThat(script.reports(0, Double.NaN, Double.NaN, 0)).isEmpty();
    assertThat(script.reports(0, 0)).isEmpty();
    assertThat(script.reports(0, 0)).containsExactly(decision(5, 0, 0));
  }

  @Test
  void aGainThatOverflowsIsLargerThanMinDelta() {
    Script script = trial(Goal.MAXIMIZE, 1, Double.MAX_VALUE);

    assertThat(script.reports(0, -Double.MAX_VALUE, Double.MAX_VALUE)).isEmpty();
  }

  @Test
  void judgesMultiplesOfTheIntervalFromTheDelayOn() {
    // Given
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "patience",
                Map.of("intervals", 1, "delay_evaluation", 4, "evaluation_interval", 3))
            .start(1);

    // When
    var untilFive = script.reports(0, 1, 1, 1, 1, 1);
    var six = script.reports(0, 1);

    // Then
    assertThat(untilFive).isEmpty();
    assertThat(script.log.standing(0).orElseThrow().stopped()).isPresent();
    assertThat(six).containsExactly(decision(6, 1, 1));
  }

  @Test
  void whatAResumedAttemptTakesBackCountsNoMore() {
    // Given: at 4 the best of 1 and 2 was asked for; the attempt goes on from 2
    Script script = trial(Goal.MAXIMIZE, 2, 0.5);
    script.reports(0, 1, 3, 4, 5);
    script.end(0, 1, EndState.LOST);
    script.start(0, 2);
    script.report(0, 2, "trialstream.first_interval", 2);

    // When: the curve is 1, 2, 2.4, 3: from the 2 at 2 it gains 1, from the 3 taken back nothing
    var atThree = script.attemptReports(0, 2, 2, 2.4);
    var atFour = script.attemptReports(0, 2, 3);
    var atFive = script.attemptReports(0, 2, 3);
    var atSix = script.attemptReports(0, 2, 3);

    // Then
    assertThat(atThree).isEmpty();
    assertThat(atFour).isEmpty();
    assertThat(atFive).isEmpty();
    assertThat(atSix)
        .containsExactly(
            new Decision(0, 2, "patience", 6, OptionalDouble.of(3), OptionalDouble.of(3), 1));
  }

  @Test
  void aTrialIsNotMeasuredByOthers() {
    // Given
    Script script =
        new Script(Goal.MAXIMIZE, "patience", Map.of("intervals", 1, "min_delta", 0.5)).start(2);
    script.reports(0, 100, 200, 300);

    // When
    var worse = script.reports(1, 1, 2, 3);

    // Then
    assertThat(worse).isEmpty();
  }
}
