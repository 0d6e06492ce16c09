package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static Decision decision(String policy, OptionalDouble value, double limit) {
    return new Decision(3, 1, policy, 7, value, OptionalDouble.of(limit), 23);
  }

  @Test
  void aPersonUnderstandsWhyTheMedianStoppedATrial() {
    assertThat(
            decision("median_stopping", OptionalDouble.of(0.61), 0.72)
                .sentence("accuracy", Goal.MAXIMIZE))
        .isEqualTo(
            "median_stopping at interval 7: best accuracy so far 0.61 is below the median 0.72 of"
                + " the running averages of 23 trials");
  }

  @Test
  void aPersonUnderstandsWhyTheBanditStoppedATrial() {
    assertThat(decision("bandit", OptionalDouble.of(3), 2.5).sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "bandit at interval 7: best loss so far 3 is above the limit 2.5 that the slack leaves"
                + " behind the best of 23 trials");
  }

  @Test
  void aPersonUnderstandsWhyTruncationStoppedATrial() {
    assertThat(
            decision("truncation_selection", OptionalDouble.of(3), 4)
                .sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "truncation_selection at interval 7: best loss so far 3 is among the highest 4 of 23"
                + " trials");
  }

  @Test
  void aTrialWithoutAFiniteValueHasASentenceToo() {
    assertThat(
            decision("median_stopping", OptionalDouble.empty(), 0.72)
                .sentence("accuracy", Goal.MAXIMIZE))
        .isEqualTo(
            "median_stopping at interval 7: no finite accuracy so far, which is below the median"
                + " 0.72 of the running averages of 23 trials");
  }

  @Test
  void aPolicyThatIsNotKnownHereHasASentenceToo() {
    assertThat(decision("of_tomorrow", OptionalDouble.of(1), 2).sentence("accuracy", Goal.MAXIMIZE))
        .contains("of_tomorrow at interval 7")
        .contains("limit 2 among 23 trials");
  }
}
