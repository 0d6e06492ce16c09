package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How evenly samplers fill the unit cube. */
class UniformityTest {

  @ParameterizedTest
  @CsvSource({
    "1, 64, 0.3",
    "2, 64, 0.3",
    "2, 256, 0.2",
    "3, 256, 0.3",
    "5, 256, 0.5",
    "5, 100, 0.7",
    "10, 512, 0.7",
    "20, 512, 0.9"
  })
  void sobolPointsAreMoreEvenThanRandomOnesWithEverySeed(
      int dimensions, int points, double mostOfRandom) {
    // Given
    SearchSpace cube =
        new SearchSpace(Collections.nCopies(dimensions, new Dimension("x", new Uniform(0, 1))));

    for (long seed = 0; seed < 10; seed++) {
      // When
      double random =
          discrepancy(cube, points, new RandomSampling(OptionalLong.empty()).sampler(cube, seed));
      double sobol =
          discrepancy(cube, points, new SobolSampling(OptionalLong.empty()).sampler(cube, seed));

      // Then
      assertThat(sobol / random).as("seed %d", seed).isLessThan(mostOfRandom);
    }
  }

  @Test
  void discrepancyOfTheCenterIsThatOfTheFormula() {
    assertThat(Math.pow(discrepancy(new double[][] {{0.5}}), 2)).isEqualTo(13.0 / 12 - 2 + 1);
  }

  private static double discrepancy(SearchSpace cube, int points, Sampler sampler) {
    Points unit = new Points(cube::shares);
    return discrepancy(
        IntStream.range(0, points)
            .mapToObj(n -> unit.of(sampler.suggest(n)))
            .toArray(double[][]::new));
  }

  /**
   * The centered L2 discrepancy (Hickernell, "A generalized discrepancy and quadrature error
   * bound", Mathematics of Computation 1998, equation 5.1c): 0 where the points are perfectly even.
   */
  private static double discrepancy(double[][] points) {
    int n = points.length;
    int dimensions = points[0].length;
    double ones = 0;
    double pairs = 0;
    for (double[] one : points) {
      double product = 1;
      for (double x : one) {
        double off = Math.abs(x - 0.5);
        product *= 1 + off / 2 - off * off / 2;
      }
      ones += product;
      for (double[] other : points) {
        double pair = 1;
        for (int d = 0; d < dimensions; d++) {
          pair *=
              1
                  + Math.abs(one[d] - 0.5) / 2
                  + Math.abs(other[d] - 0.5) / 2
                  - Math.abs(one[d] - other[d]) / 2;
        }
        pairs += pair;
      }
    }
    return Math.sqrt(Math.pow(13.0 / 12, dimensions) - 2.0 / n * ones + pairs / n / n);
  }
}
