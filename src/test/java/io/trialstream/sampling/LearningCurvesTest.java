package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.sampling.Observation.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningCurvesTest {

  /** A trial whose best so far rises from half its final merit to the whole. */
  private static Observation trial(State state, double last, int reached) {
    int[] checkpoints = Observation.checkpoints(100);
    double[] bests = new double[reached];
    for (int c = 0; c < reached; c++) {
      bests[c] = last * (0.5 + 0.5 * c / (checkpoints.length - 1));
    }
    return new Observation(List.of(), state, checkpoints[reached - 1], bests[reached - 1], bests);
  }

  @Test
  void expectsOfAPartWhatCompletedTrialsCameToFromThere() {
    // Given
    int all = Observation.checkpoints(100).length;
    List<Observation> trials = new ArrayList<>();
    double[] merits = new double[40];
    for (int i = 0; i < 40; i++) {
      merits[i] = 1 + i / 20.0;
      trials.add(trial(State.COMPLETED, merits[i], all));
    }
    Warp warp = Warp.of(merits);
    Observation cut = trial(State.CUT, 2.8, 4);
    trials.add(cut);

    // When
    LearningCurves curves = LearningCurves.of(trials, warp);

    // Then
    assertThat(warp.of(cut.best())).isLessThan(warp.of(1.8));
    assertThat(curves.expected(cut, warp)).isCloseTo(warp.of(2.8), within(0.7));
    assertThat(curves.variance(cut)).isLessThan(0.3);
  }

  @Test
  void withoutCompletedTrialsAPartIsTakenAsItIsAndDoubted() {
    // Given
    Observation cut = trial(State.CUT, 2, 3);
    Warp warp = Warp.of(new double[] {cut.best(), 0.1, 3});

    // When
    LearningCurves curves = LearningCurves.of(List.of(cut), warp);

    // Then
    assertThat(curves.expected(cut, warp)).isEqualTo(warp.of(cut.best()), within(1e-9));
    assertThat(curves.variance(cut)).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void neverExpectsLessThanATrialHas() {
    // Given
    List<Observation> trials =
        List.of(trial(State.COMPLETED, 1, 8), trial(State.COMPLETED, 2, 8), trial(State.CUT, 9, 6));
    Warp warp = Warp.of(new double[] {1, 2, 9});

    // When
    LearningCurves curves = LearningCurves.of(trials, warp);

    // Then
    Observation good = trials.get(2);
    assertThat(curves.expected(good, warp)).isGreaterThanOrEqualTo(warp.of(good.best()));
  }
}
