package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdTest {
  private static final Map<String, Object> BOTH = Map.of("lower", -1, "upper", 2.5);

  private static Decision decision(int interval, double value, double limit) {
    return new Decision(
        0, 1, "threshold", interval, OptionalDouble.of(value), OptionalDouble.of(limit), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "MAXIMIZE, 2.6,       2.5",
    "MINIMIZE, 2.6,       2.5",
    "MAXIMIZE, Infinity,  2.5",
    "MINIMIZE, Infinity,  2.5",
    "MAXIMIZE, -1.5,      -1",
    "MINIMIZE, -1.5,      -1",
    "MAXIMIZE, -Infinity, -1",
  })
  void stopsByTheReportedValueAndNamesTheBoundThatItCrossed(Goal goal, double value, double bound) {
    // Given: a good value before, which decides nothing
    Script script = new Script(goal, "threshold", BOTH).start(1);
    script.reports(0, 0);

    // When
    var decisions = script.reports(0, value);

    // Then
    assertThat(decisions).containsExactly(decision(2, value, bound));
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void theBoundsThemselvesAreInside(Goal goal) {
    Script script = new Script(goal, "threshold", BOTH).start(1);

    assertThat(script.reports(0, -1, 2.5, -1)).isEmpty();
    assertThat(script.stoppedOf(1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"lower", "upper"})
  void nanLiesInsideOfNoBound(String key) {
    // Given
    Script script = new Script(Goal.MAXIMIZE, "threshold", Map.of(key, 0)).start(1);

    // When
    var decisions = script.reports(0, Double.NaN);

    // Then
    assertThat(decisions)
        .containsExactly(
            new Decision(
                0, 1, "threshold", 1, OptionalDouble.of(Double.NaN), OptionalDouble.empty(), 1));
  }

  @Test
  void whatHasNoBoundIsNotBounded() {
    // Given
    Script fromBelow = new Script(Goal.MAXIMIZE, "threshold", Map.of("lower", 0)).start(1);
    Script fromAbove = new Script(Goal.MAXIMIZE, "threshold", Map.of("upper", 0)).start(1);

    // When
    var infinite = fromBelow.reports(0, Double.POSITIVE_INFINITY);
    var negative = fromAbove.reports(0, Double.NEGATIVE_INFINITY);

    // Then
    assertThat(infinite).isEmpty();
    assertThat(negative).isEmpty();
  }

  @Test
  void negativeZeroReadsAsZero() {
    // Given
    Script one = new Script(Goal.MAXIMIZE, "threshold", Map.of("lower", 1)).start(1);
    Script zero = new Script(Goal.MAXIMIZE, "threshold", Map.of("lower", -0.0)).start(1);

    // When
    var value = one.reports(0, -0.0);
    var limit = zero.reports(0, -1);

    // Then
    assertThat(value).containsExactly(decision(1, 0.0, 1));
    assertThat(limit).containsExactly(decision(1, -1, 0.0));
  }

  @Test
  void judgesTheReporterOnlyAtTheIntervalsThatTheScheduleNames() {
    // Given
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "threshold",
                Map.of("upper", 1, "delay_evaluation", 3, "evaluation_interval", 2))
            .start(2);
    script.reports(1, 0, 9);

    // When
    var untilThree = script.reports(0, 9, 9, 9);
    var four = script.reports(0, 9);

    // Then
    assertThat(untilThree).isEmpty();
    assertThat(four).containsExactly(decision(4, 9, 1));
    assertThat(script.stoppedOf(2)).containsExactly(0);
  }

  @Test
  void bothBoundsMayBeOneValue() {
    Script script = new Script(Goal.MAXIMIZE, "threshold", Map.of("lower", 1, "upper", 1)).start(1);

    assertThat(script.reports(0, 1)).isEmpty();
    assertThat(script.reports(0, Math.nextUp(1.0))).hasSize(1);
  }
}
