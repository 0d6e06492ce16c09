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
  void aPersonUnderstandsWhyThePercentileStoppedATrial() {
    assertThat(decision("percentile", OptionalDouble.of(3), 2.5).sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "percentile at interval 7: best loss so far 3 is above the percentile 2.5 of the running"
                + " averages of 23 trials");
  }

  @Test
  void aPersonUnderstandsWhyAshaStoppedATrial() {
    assertThat(decision("asha", OptionalDouble.of(3), 8).sentence("loss", Goal.MINIMIZE))
        .isEqualTo("asha at interval 7: best loss so far 3 is not among the best 8 of 23 trials");
  }

  @Test
  void aPersonUnderstandsWhosePatienceIsOver() {
    assertThat(decision("patience", OptionalDouble.of(3), 3).sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "patience at interval 7: best loss so far 3 is what it was when the patience began");
    assertThat(decision("patience", OptionalDouble.of(3), 3.5).sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "patience at interval 7: best loss so far 3 is too little better than 3.5, which it was"
                + " when the patience began");
    assertThat(
            new Decision(3, 1, "patience", 7, OptionalDouble.empty(), OptionalDouble.empty(), 1)
                .sentence("loss", Goal.MINIMIZE))
        .isEqualTo(
            "patience at interval 7: no finite loss so far, which is what it was when the patience"
                + " began");
  }

  @Test
  void aPersonUnderstandsWhichBoundATrialCrossed() {
    assertThat(decision("threshold", OptionalDouble.of(12.5), 10).sentence("loss", Goal.MAXIMIZE))
        .isEqualTo("threshold at interval 7: loss 12.5 is above the upper bound 10");
    assertThat(
            decision("threshold", OptionalDouble.of(Double.NEGATIVE_INFINITY), 0)
                .sentence("loss", Goal.MINIMIZE))
        .isEqualTo("threshold at interval 7: loss -Infinity is below the lower bound 0");
    assertThat(
            new Decision(
                    3, 1, "threshold", 7, OptionalDouble.of(Double.NaN), OptionalDouble.empty(), 1)
                .sentence("loss", Goal.MINIMIZE))
        .isEqualTo("threshold at interval 7: loss is not a number");
  }

  @Test
  void aPolicyThatIsNotKnownHereHasASentenceToo() {
    assertThat(decision("of_tomorrow", OptionalDouble.of(1), 2).sentence("accuracy", Goal.MAXIMIZE))
        .contains("of_tomorrow at interval 7")
        .contains("limit 2 among 23 trials");
  }
}
