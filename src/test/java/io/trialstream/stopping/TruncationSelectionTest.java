package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationSelectionTest {

  private static Script trials(Goal goal, int percentage, int count) {
    return new Script(goal, "truncation_selection", Map.of("truncation_percentage", percentage))
        .start(count);
  }

  @ParameterizedTest
  @CsvSource({"MAXIMIZE, 1", "MINIMIZE, -1"})
  void stopsTheWorstPercentageRoundedDown(Goal goal, int sign) {
    // Given: with 1 to 4 peers 20% of them are none
    Script script = trials(goal, 20, 5);
    for (int trial = 0; trial < 4; trial++) {
      script.reports(trial, sign * (10 + trial));
    }
    int[] before = script.stoppedOf(5);

    // When
    var decisions = script.reports(4, sign * 20);

    // Then
    assertThat(before).isEmpty();
    assertThat(decisions)
        .containsExactly(
            new Decision(
                0,
                1,
                "truncation_selection",
                1,
                OptionalDouble.of(sign * 10),
                OptionalDouble.of(1),
                5));
  }

  @Test
  void stopsNoTieThatIsLargerThanTheWorstPart() {
    // Given: k is 2 of 4
    Script script = trials(Goal.MAXIMIZE, 50, 4);
    script.reports(0, 1);
    var second = script.reports(1, 1);
    var third = script.reports(2, 1);

    // When
    var fourth = script.reports(3, 7);

    // Then
    assertThat(second).isEmpty();
    assertThat(third).isEmpty();
    assertThat(fourth).isEmpty();
  }

  @Test
  void stopsATieThatFitsIntoTheWorstPartInOrderOfNumber() {
    // Given: k is 0 of 3, then 2 of 4 with the percentage at 74
    Script script =
        new Script(
                Goal.MINIMIZE,
                "truncation_selection",
                Map.of("truncation_percentage", 50, "delay_evaluation", 2))
            .start(4);
    script.reports(3, 9, 9);
    script.reports(1, 9, 9);

    // When
    script.reports(0, 1, 1);
    var decisions = script.reports(2, 2, 2);

    // Then
    assertThat(Script.stopped(decisions)).containsExactly(1, 3);
    assertThat(decisions).allMatch(d -> d.limit().getAsDouble() == 2 && d.peers() == 4);
  }

  @Test
  void excludesTrialsThatFinishedAndKeepsThoseThatThePolicyStopped() {
    // Given: trial 0 is stopped at 1 among 2, 1 completes, 2 and 3 stand at 1
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "truncation_selection",
                Map.of("truncation_percentage", 50, "exclude_finished_jobs", true))
            .start(5);
    script.reports(0, 1);
    var first = script.reports(1, 5);
    script.end(0, 1, EndState.COMPLETED);
    script.end(1, 1, EndState.COMPLETED);

    // When: the peers are 0 and 2, then 0, 2 and 3, then 0, 2, 3 and 4
    List<Decision> second = script.reports(2, 2);
    List<Decision> third = script.reports(3, 3);
    List<Decision> fourth = script.reports(4, 4);

    // Then
    assertThat(Script.stopped(first)).containsExactly(0);
    assertThat(second).isEmpty();
    assertThat(third).isEmpty();
    assertThat(Script.stopped(fourth)).containsExactly(2);
    assertThat(fourth.get(0).peers()).isEqualTo(4);
  }

  @Test
  void aFailedTrialIsAPeerAgainOnceItsNextAttemptReportsOrIsLost() {
    // Given
    Script script =
        new Script(
                Goal.MAXIMIZE,
                "truncation_selection",
                Map.of("truncation_percentage", 50, "exclude_finished_jobs", true))
            .start(3);
    script.reports(0, 9, 9);
    script.end(0, 1, EndState.FAILED);
    script.start(0, 2);

    // When
    var excluded = script.reports(1, 1);
    script.end(0, 2, EndState.LOST);
    var included = script.reports(1, 1);

    // Then
    assertThat(excluded).isEmpty();
    assertThat(included).hasSize(1);
    assertThat(included.get(0).peers()).isEqualTo(2);
  }

  @Test
  void withoutTheExclusionFinishedTrialsArePeers() {
    // Given
    Script script = trials(Goal.MAXIMIZE, 50, 2);
    script.reports(0, 9);
    script.end(0, 1, EndState.COMPLETED);

    // When
    var decisions = script.reports(1, 1);

    // Then
    assertThat(Script.stopped(decisions)).containsExactly(1);
  }
}
