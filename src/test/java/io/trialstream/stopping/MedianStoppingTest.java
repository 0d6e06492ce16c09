package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MedianStoppingTest {

  private static Script trials(Goal goal, int count) {
    return new Script(goal, "median_stopping", Map.of()).start(count);
  }

  @Test
  void holdsTheBestSoFarAgainstTheMedianOfTheRunningAverages() {
    // Given: running averages at 3 of 2 and 4; trial 2 has best so far 1.5 and average 0.5
    Script script =
        new Script(Goal.MAXIMIZE, "median_stopping", Map.of("delay_evaluation", 3)).start(3);
    script.reports(0, 1, 2, 3);
    script.reports(1, 4, 4, 4);

    // When
    var decisions = script.reports(2, 0, 1.5, 0);

    // Then
    assertThat(decisions)
        .containsExactly(
            new Decision(
                2, 1, "median_stopping", 3, OptionalDouble.of(1.5), OptionalDouble.of(2), 3));
  }

  @Test
  void takesTheMiddleOfTheTwoMiddleOnesOfAnEvenCount() {
    // Given
    Script script = trials(Goal.MINIMIZE, 4);
    script.reports(0, 1);
    script.reports(1, 2);

    // When: the averages 1, 2, 4 have the median 2, which stops trial 2; then 1, 2, 4, 9 have 3
    var third = script.reports(2, 4);
    var fourth = script.reports(3, 9);

    // Then
    assertThat(third.get(0).limit()).hasValue(2);
    assertThat(fourth.get(0).limit()).hasValue(3);
    assertThat(Script.stopped(fourth)).containsExactly(3);
  }

  @Test
  void theMedianOfTwoHugeAveragesDoesNotOverflow() {
    // Given
    Script script = trials(Goal.MAXIMIZE, 4);
    script.reports(0, Double.MAX_VALUE);
    script.reports(1, Double.MAX_VALUE);
    script.reports(2, Double.MAX_VALUE);

    // When
    var decisions = script.reports(3, 1);

    // Then
    assertThat(decisions.get(0).limit()).hasValue(Double.MAX_VALUE);
  }

  @Test
  void aTieWithTheMedianStays() {
    Script script = trials(Goal.MAXIMIZE, 3);
    script.reports(0, 0.5);
    script.reports(1, 0.5);

    assertThat(script.reports(2, 0.75)).isEmpty();
    assertThat(script.stoppedOf(3)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void roundingOfTheAverageStopsNoPlateau(Goal goal) {
    // Given: the sum of three 0.1 divided by 3 is above 0.1, that of ten divided by 10 below
    Script script = trials(goal, 3);
    double[] plateau = new double[20];
    Arrays.fill(plateau, 0.1);

    // When
    for (int trial = 0; trial < 3; trial++) {
      script.reports(trial, plateau);
    }

    // Then
    assertThat(script.stoppedOf(3)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void anAverageOverANonFiniteValueOrAnOverflowIsTheWorstFromThenOn(Goal goal) {
    // Given: at 3 both averages of trials 0 and 1 are the worst possible, so the median is
    Script script = new Script(goal, "median_stopping", Map.of("delay_evaluation", 3)).start(3);
    double huge = goal == Goal.MAXIMIZE ? Double.MAX_VALUE : -Double.MAX_VALUE;
    script.reports(0, Double.NaN, 5, 5);
    script.reports(1, huge, huge, 0);

    // When
    var decisions = script.reports(2, Double.NaN, Double.NaN, Double.NaN);

    // Then
    assertThat(decisions).isEmpty();
  }

  @Test
  void aSingleTrialIsNeverStopped() {
    Script script = trials(Goal.MAXIMIZE, 1);

    assertThat(script.reports(0, 3, 2, 1, Double.NaN)).isEmpty();
    assertThat(script.stoppedOf(1)).isEmpty();
  }

  @Test
  void aStoppedTrialStaysAPeerAtTheIntervalsItReported() {
    // Given: trial 2 is stopped at 1 by the median 5
    Script script = trials(Goal.MAXIMIZE, 4);
    script.reports(0, 5);
    script.reports(1, 5);
    script.reports(2, 1);

    // When: the median of 1, 4, 5, 5 is 4.5; without trial 2 it would be 5
    var decisions = script.reports(3, 4);

    // Then
    assertThat(decisions.get(0).limit()).hasValue(4.5);
    assertThat(decisions.get(0).peers()).isEqualTo(4);
  }
}
