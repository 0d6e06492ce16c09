package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PercentileTest {

  private static Script trials(Goal goal, double percentile, int count) {
    return new Script(goal, "percentile", Map.of("percentile", percentile)).start(count);
  }

  @ParameterizedTest
  @CsvSource({
    // five peers, 10 to 50 from the worst up: r is 4 (100 - p) / 100
    "75,   20", // r = 1
    "50,   30", // r = 2
    "25,   40", // r = 3
    "62.5, 25", // r = 1.5
    "80,   18", // r = 0.8
    "10,   46", // r = 3.6
  })
  void theLimitKeepsTheBestPercent(double percentile, double limit) {
    // Given: the better four first, so that none of them stops by those before it
    Script script = trials(Goal.MAXIMIZE, percentile, 5);
    for (int trial = 0; trial < 4; trial++) {
      script.reports(trial, 20 + 10 * trial);
    }

    // When
    var decisions = script.reports(4, 10);

    // Then
    assertThat(decisions)
        .contains(
            new Decision(
                4, 1, "percentile", 1, OptionalDouble.of(10), OptionalDouble.of(limit), 5));
  }

  @Test
  void turnsWithTheGoal() {
    // Given
    Script script = trials(Goal.MINIMIZE, 80, 5);
    for (int trial = 0; trial < 4; trial++) {
      script.reports(trial, 40 - 10 * trial);
    }

    // When: from the worst up 50, 40, 30, 20, 10; r is 0.8, so the limit is 50 * 0.2 + 40 * 0.8
    var decisions = script.reports(4, 50);

    // Then
    assertThat(Script.stopped(decisions)).containsExactly(4);
    assertThat(decisions.get(0).limit()).hasValue(50 * (1 - 0.8) + 40 * 0.8);
  }

  @Test
  void whereHardlyAnybodyIsKeptTheLimitIsTheBestAverage() {
    // Given
    Script script = trials(Goal.MAXIMIZE, Double.MIN_VALUE, 3);
    script.reports(0, 0.1);
    script.reports(1, 0.3);

    // When
    var decisions = script.reports(2, 0.2);

    // Then
    assertThat(script.stoppedOf(3)).containsExactly(0, 2);
    assertThat(decisions.get(0).limit()).hasValue(0.3);
  }

  @Test
  void holdsTheBestSoFarAgainstRunningAverages() {
    // Given: running averages at 3 of 2 and 4; trial 2 has best so far 2.5 and average 1
    Script script =
        new Script(Goal.MAXIMIZE, "percentile", Map.of("percentile", 50, "delay_evaluation", 3))
            .start(3);
    script.reports(0, 1, 2, 3);
    script.reports(1, 4, 4, 4);

    // When: the median of 1, 2 and 4 is 2
    var decisions = script.reports(2, 0, 2.5, 0.5);

    // Then
    assertThat(decisions).isEmpty();
  }

  @Test
  void aTieWithTheLimitStays() {
    Script script = trials(Goal.MAXIMIZE, 50, 3);
    script.reports(0, 0.5);
    script.reports(1, 0.5);

    assertThat(script.reports(2, 0.75)).isEmpty();
    assertThat(script.stoppedOf(3)).isEmpty();
  }

  @Test
  void judgesAllThatStandAtTheInterval() {
    // Given
    Script script = trials(Goal.MAXIMIZE, 1, 4);
    script.reports(0, 2);
    var better = script.reports(1, 2);
    script.reports(2, 2);

    // When: almost the best alone may stay
    var best = script.reports(3, 9);

    // Then
    assertThat(better).isEmpty();
    assertThat(Script.stopped(best)).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aWorstPossibleAverageMakesTheLimitNextToItTheWorstPossible(Goal goal) {
    // Given: of the averages none, 1 and 2, the percentile lies between none and 1
    Script script = trials(goal, 75, 3);
    int sign = goal == Goal.MAXIMIZE ? 1 : -1;
    script.reports(0, 2.0 * sign);
    script.reports(1, 1.0 * sign);

    // When
    var decisions = script.reports(2, Double.NaN);

    // Then: trial 1 was stopped by trial 0, and nothing is worse than no value
    assertThat(decisions).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aSingleTrialIsNeverStopped(Goal goal) {
    Script script = trials(goal, 1, 1);

    assertThat(script.reports(0, 5, 3, Double.NaN, 7, -4)).isEmpty();
    assertThat(script.stoppedOf(1)).isEmpty();
  }
}
