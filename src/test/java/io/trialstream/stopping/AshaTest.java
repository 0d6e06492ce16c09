package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AshaTest {

  private static StoppingPolicy asha(int minInterval, int factor, int delay) {
    return PolicyOf.settings(
        "asha",
        Map.of("min_interval", minInterval, "reduction_factor", factor, "delay_evaluation", delay));
  }

  private static Script trials(Goal goal, int factor, int count) {
    return new Script(goal, asha(1, factor, 0)).start(count);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0, '1 2 4 8 16 32 64'",
    "1, 3, 0, '1 3 9 27 81'",
    "5, 4, 0, '5 20 80'",
    "2, 3, 6, '6 18 54'",
    "2, 3, 7, '18 54'",
    "70, 2, 0, '70'",
  })
  void judgesTheRungsFromTheDelayOn(int minInterval, int factor, int delay, String rungs) {
    // When
    StoppingPolicy policy = asha(minInterval, factor, delay);

    // Then
    assertThat(IntStream.rangeClosed(1, 100).filter(policy::judges).boxed())
        .containsExactlyElementsOf(Arrays.stream(rungs.split(" ")).map(Integer::valueOf).toList());
  }

  @Test
  void theFactorIsThreeByDefault() {
    // When
    StoppingPolicy policy = PolicyOf.settings("asha", Map.of("min_interval", 2));

    // Then
    assertThat(IntStream.rangeClosed(1, 60).filter(policy::judges)).containsExactly(2, 6, 18, 54);
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rungsBeyondAllIntervalsOverflowNothing() {
    // Given
    int most = Integer.MAX_VALUE;

    // When
    StoppingPolicy large = asha(most, most, 0);
    StoppingPolicy next = asha(65_536, 65_536, 0);

    // Then
    assertThat(large.judges(most)).isTrue();
    assertThat(large.judges(most - 1)).isFalse();
    assertThat(next.judges(65_536)).isTrue();
    assertThat(next.judges(most)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"MAXIMIZE, 1", "MINIMIZE, -1"})
  void stopsWhomTheBestThirdRoundedUpExcels(Goal goal, int sign) {
    // Given: of 3 peers 1 passes, of 4 peers 2
    Script script = trials(goal, 3, 5);
    script.reports(0, sign * 10);
    var second = script.reports(1, sign * 9);
    var third = script.reports(2, sign * 8);

    // When
    var fourth = script.reports(3, sign * 9.5);
    var fifth = script.reports(4, sign * 9.2);

    // Then
    assertThat(Script.stopped(second)).containsExactly(1);
    assertThat(Script.stopped(third)).containsExactly(2);
    assertThat(fourth).isEmpty();
    assertThat(fifth)
        .containsExactly(
            new Decision(4, 1, "asha", 1, OptionalDouble.of(sign * 9.2), OptionalDouble.of(2), 5));
  }

  @Test
  void aRungIsPassedOnceAndOnlyTheReporterIsJudged() {
    // Given
    Script script = trials(Goal.MAXIMIZE, 2, 3);
    script.reports(0, 1);

    // When: trial 0 stands at 1 and is not asked again
    var better = script.reports(1, 5);
    var best = script.reports(2, 6);
    var atTwo = script.reports(0, 0);

    // Then
    assertThat(better).isEmpty();
    assertThat(best).isEmpty();
    assertThat(atTwo).isEmpty();
    assertThat(script.stoppedOf(3)).isEmpty();
  }

  @Test
  void aTieWithTheLastThatPassesPasses() {
    Script script = trials(Goal.MAXIMIZE, 3, 3);
    script.reports(0, 5);

    assertThat(script.reports(1, 5)).isEmpty();
    assertThat(script.reports(2, 5)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void noFiniteValueIsWorseThanAnyAndEqualToNone(Goal goal) {
    // Given
    Script script = trials(goal, 2, 3);
    var amongNone = script.reports(0, Double.NaN);
    var tied = script.reports(1, Double.POSITIVE_INFINITY);
    script.reports(0, 3);

    // When: at 2 only trial 0 has a value
    var decisions = script.reports(1, Double.NaN);

    // Then
    assertThat(amongNone).isEmpty();
    assertThat(tied).isEmpty();
    assertThat(decisions)
        .containsExactly(
            new Decision(1, 1, "asha", 2, OptionalDouble.empty(), OptionalDouble.of(1), 2));
  }

  @Test
  void anAttemptThatStartsAnewMeetsItsRungsAgain() {
    // Given: attempt 1 passed the rung at 1 with the best value
    Script script = trials(Goal.MAXIMIZE, 2, 2);
    script.reports(0, 1);
    script.reports(1, 2);
    script.end(1, 1, EndState.LOST);
    script.start(1, 2);

    // When
    var decisions = script.attemptReports(1, 2, 0.5);

    // Then
    assertThat(decisions)
        .containsExactly(
            new Decision(1, 2, "asha", 1, OptionalDouble.of(0.5), OptionalDouble.of(1), 2));
  }
}
