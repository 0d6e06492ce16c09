package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BanditTest {

  @ParameterizedTest
  @CsvSource({
    // goal, key, slack, best, limit, a little worse than the limit
    "MAXIMIZE, slack_factor, 0.5,  3,  2,  1.99",
    "MAXIMIZE, slack_factor, 0.5, -2, -3, -3.01",
    "MAXIMIZE, slack_factor, 0.5,  0,  0, -0.01",
    "MAXIMIZE, slack_factor, 0,    3,  3,  2.99",
    "MAXIMIZE, slack_amount, 0.5,  3,  2.5, 2.49",
    "MAXIMIZE, slack_amount, 4,    3, -1, -1.01",
    "MINIMIZE, slack_factor, 0.5,  2,  3,  3.01",
    "MINIMIZE, slack_factor, 0.5, -3, -2, -1.99",
    "MINIMIZE, slack_factor, 0.5,  0,  0,  0.01",
    "MINIMIZE, slack_factor, 0,    3,  3,  3.01",
    "MINIMIZE, slack_amount, 0.5,  3,  3.5, 3.51",
    "MINIMIZE, slack_amount, 4,   -3,  1,  1.01",
  })
  void stopsWhatIsWorseThanTheLimitAndNothingAtTheLimit(
      Goal goal, String key, double slack, double best, double limit, double worse) {
    // Given
    Script script = new Script(goal, "bandit", Map.of(key, slack)).start(3);
    script.reports(0, best);

    // When
    int[] atTheLimit = Script.stopped(script.reports(1, limit));
    var decisions = script.reports(2, worse);

    // Then
    assertThat(atTheLimit).isEmpty();
    assertThat(decisions)
        .containsExactly(
            new Decision(2, 1, "bandit", 1, OptionalDouble.of(worse), OptionalDouble.of(limit), 3));
  }

  @Test
  void stopsThePoorTrialThatReportedFirstOnceABetterOneComes() {
    // Given
    Script script = new Script(Goal.MAXIMIZE, "bandit", Map.of("slack_amount", 1)).start(4);
    script.reports(3, 1);
    script.reports(1, 0.5);
    script.reports(2, 0.5);

    // When
    var decisions = script.reports(0, 10);

    // Then
    assertThat(Script.stopped(decisions)).containsExactly(1, 2, 3);
    assertThat(decisions).allMatch(d -> d.peers() == 4 && d.limit().getAsDouble() == 9);
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aSingleTrialIsNeverStopped(Goal goal) {
    Script script = new Script(goal, "bandit", Map.of("slack_factor", 0)).start(1);

    assertThat(script.reports(0, 5, 3, Double.NaN, 7, -4)).isEmpty();
    assertThat(script.stoppedOf(1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void noFiniteValueIsWorseThanAnyAndEqualToNone(Goal goal) {
    // Given
    Script script = new Script(goal, "bandit", Map.of("slack_amount", Double.MAX_VALUE)).start(3);
    var amongNone = script.reports(0, Double.NaN);
    script.reports(1, Double.POSITIVE_INFINITY);

    // When
    var decisions = script.reports(2, 0);

    // Then
    assertThat(amongNone).isEmpty();
    assertThat(Script.stopped(decisions)).containsExactly(0, 1);
    assertThat(decisions).allMatch(d -> d.value().isEmpty());
  }

  @Test
  void judgesOnlyMultiplesOfTheIntervalFromTheDelayOn() {
    // Given
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "bandit",
                Map.of("slack_amount", 0, "delay_evaluation", 3, "evaluation_interval", 2))
            .start(2);
    script.reports(0, 9, 9, 9, 9, 9);

    // When
    var untilThree = script.reports(1, 1, 1, 1);
    var four = script.reports(1, 1);

    // Then
    assertThat(untilThree).isEmpty();
    assertThat(script.log.standing(1).orElseThrow().stopped().orElseThrow().interval())
        .isEqualTo(4);
    assertThat(four).hasSize(1);
  }
}
