package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedImprovementTest {

  @ParameterizedTest
  @ValueSource(doubles = {-6, -3, -2.5, -2.49, -1, 0, 0.7, 2.5, 2.6, 5})
  void isTheMeanOfTheImprovement(double z) {
    // Given
    NormalDistribution normal = new NormalDistribution(1 + 2 * z, 2);
    double upper = 1 + 2 * z + 80;

    // When
    double log = ExpectedImprovement.log(1 + 2 * z, 2, 1);

    // Then
    double from = Math.max(1, 1 + 2 * z - 40);
    double integral =
        new SimpsonIntegrator(1e-13, 1e-13, 10, 40)
            .integrate(10_000_000, x -> (x - 1) * normal.density(x), from, Math.max(upper, 20));
    assertThat(log).isCloseTo(Math.log(integral), within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e6, -2e4, -9_999, -40, -3, -2.4, 0, 3})
  void slopesAreThoseOfTheLogarithm(double z) {
    // Given
    double step = 1e-6 * Math.max(1, Math.abs(z));

    // When
    ExpectedImprovement improvement = ExpectedImprovement.of(z, 1, 0);

    // Then
    double ofMean =
        (ExpectedImprovement.log(z + step, 1, 0) - ExpectedImprovement.log(z - step, 1, 0))
            / (2 * step);
    assertThat(improvement.slopeOfMean()).isCloseTo(ofMean, within(1e-4 * Math.abs(ofMean)));
    double ofDeviation =
        (ExpectedImprovement.log(z, 1 + 1e-6, 0) - ExpectedImprovement.log(z, 1 - 1e-6, 0)) / 2e-6;
    assertThat(improvement.slopeOfDeviation())
        .isCloseTo(ofDeviation, within(1e-4 * Math.abs(ofDeviation) + 1e-6));
  }

  @Test
  void neverStopsRisingWithTheMean() {
    // Given
    double before = Double.NEGATIVE_INFINITY;

    // When, Then
    for (double z = -20_000; z < 10; z += z < -11 ? 7 : 0.01) {
      double log = ExpectedImprovement.log(z, 1, 0);
      assertThat(log).isGreaterThan(before).isLessThan(Double.POSITIVE_INFINITY);
      before = log;
    }
  }
}
