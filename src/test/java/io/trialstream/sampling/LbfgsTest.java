package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {

  private static double rosenbrock(double[] x, double[] gradient) {
    double bend = x[1] - x[0] * x[0];
    gradient[0] = -400 * x[0] * bend - 2 * (1 - x[0]);
    gradient[1] = 200 * bend;
    return 100 * bend * bend + (1 - x[0]) * (1 - x[0]);
  }

  @Test
  void findsTheEndOfABentValley() {
    // Given
    Lbfgs descent = new Lbfgs(new double[] {-5, -5}, new double[] {5, 5}, 200, 1e-14);

    // When
    Lbfgs.Minimum found = descent.minimize(new double[] {-1.2, 1}, LbfgsTest::rosenbrock);

    // Then
    assertThat(found.point()).containsExactly(new double[] {1, 1}, within(1e-4));
  }

  @Test
  void stopsAtTheEdgeWhereTheBestOfTheBoxIs() {
    // Given
    Lbfgs descent = new Lbfgs(new double[] {-5, -5}, new double[] {0.5, 5}, 200, 1e-14);

    // When
    Lbfgs.Minimum found = descent.minimize(new double[] {-1.2, 1}, LbfgsTest::rosenbrock);

    // Then
    assertThat(found.point()).containsExactly(new double[] {0.5, 0.25}, within(1e-4));
  }

  @Test
  void neverEndsWorseThanItStarted() {
    // Given
    Lbfgs descent = new Lbfgs(new double[] {-1}, new double[] {1}, 20, 0);
    double[] start = {0.3};

    // When: the gradient points the wrong way, and part of the box has no value
    Lbfgs.Minimum found =
        descent.minimize(
            start,
            (x, gradient) -> {
              gradient[0] = -1;
              return x[0] > 0.5 ? Double.NaN : x[0];
            });

    // Then
    assertThat(found.value()).isLessThanOrEqualTo(0.3);
  }
}
