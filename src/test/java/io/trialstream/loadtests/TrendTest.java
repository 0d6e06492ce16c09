package io.trialstream.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static Series series(IntToDoubleFunction value) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      points.add(new double[] {i, value.applyAsDouble(i)});
    }
    return new Series("memory", points);
  }

  @Test
  void aSteadyLeakRisesAndIsSaid() {
    // When
    Trend trend = Trend.of(series(i -> 100 + i), 0.10);

    // Then
    assertThat(trend.rises()).isTrue();
    assertThat(trend.failure())
        .hasValue(
            "memory does not stay level: it gained 15% over the second half, with 10% tolerated");
  }

  @Test
  void whatRisesOnlyInTheFirstHalfIsLevel() {
    // When
    Trend trend = Trend.of(series(i -> Math.min(i, 19)), 0.10);

    // Then
    assertThat(trend.rises()).isFalse();
    assertThat(trend.mean()).isEqualTo(19);
  }

  @Test
  void noiseIsHardlyEverTakenForGrowth() {
    // When
    int rising = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      if (Trend.of(series(i -> 100 * random.nextDouble()), 0.01).rises()) {
        rising++;
      }
    }

    // Then
    assertThat(rising).isLessThan(4);
  }

  @Test
  void whatFallsIsLevel() {
    // When
    Trend trend = Trend.of(series(i -> 100 - i), 0.10);

    // Then
    assertThat(trend.rises()).isFalse();
    assertThat(trend.gain()).isNegative();
  }
}
