package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.sampling.GaussianProcess.Hint;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
  private static final boolean[] CATEGORY = {false, false, true};
  private static final Matern KERNEL =
      new Matern(CATEGORY, new double[] {0.3, 0.7, 1.5}, 1.7, 0.01);

  private static double[] point(int i) {
    long key = Mixer.at(11, i);
    return new double[] {
      Mixer.share(Mixer.at(key, 0)), Mixer.share(Mixer.at(key, 1)), i % 3,
    };
  }

  private static double[] values(int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> Math.sin(5 * point(i)[0]) + point(i)[1] + 0.3 * point(i)[2]);
    return values;
  }

  private static double extraNoise(int i) {
    return i % 4 == 0 ? 0.2 : 0;
  }

  private static GaussianProcess process(int n) {
    GaussianProcess process = new GaussianProcess(KERNEL);
    for (int i = 0; i < n; i++) {
      process.add(point(i), extraNoise(i));
    }
    process.observe(values(n));
    return process;
  }

  /** The textbook's formula, solved by another library. */
  private static double expectedLog(int n, double[] at, double margin) {
    RealMatrix covariances = new Array2DRowRealMatrix(n, n);
    RealVector with = new ArrayRealVector(n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariances.setEntry(i, j, KERNEL.at(point(i), point(j)));
      }
      covariances.addToEntry(i, i, KERNEL.noise() + extraNoise(i));
      with.setEntry(i, KERNEL.at(point(i), at));
    }
    RealMatrix inverse = new LUDecomposition(covariances).getSolver().getInverse();
    RealVector ones = new ArrayRealVector(n, 1);
    RealVector values = new ArrayRealVector(values(n));
    double mean =
        ones.dotProduct(inverse.operate(values)) / (1 + ones.dotProduct(inverse.operate(ones)));
    RealVector weights = inverse.operate(values.subtract(new ArrayRealVector(n, mean)));
    double level = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      double expected = mean;
      for (int j = 0; j < n; j++) {
        expected += weights.getEntry(j) * KERNEL.at(point(i), point(j));
      }
      level = Math.max(level, expected);
    }
    double deviation = Math.sqrt(KERNEL.signal() - with.dotProduct(inverse.operate(with)));
    return ExpectedImprovement.log(mean + with.dotProduct(weights), deviation, level + margin);
  }

  @Test
  void improvementIsThatOfTheTextbooksPosterior() {
    // Given
    GaussianProcess process = process(20);
    double[][] at = {point(100), point(101), point(102)};

    // When
    double[] logs = process.logImprovements(at, 0.1);

    // Then
    for (int i = 0; i < at.length; i++) {
      assertThat(logs[i]).isCloseTo(expectedLog(20, at[i], 0.1), within(1e-6));
      assertThat(process.logImprovement(at[i], 0.1, new double[3]))
          .isCloseTo(logs[i], within(1e-9));
    }
  }

  @Test
  void gradientIsThatOfTheImprovement() {
    // Given
    GaussianProcess process = process(15);
    double[] at = point(200);
    double[] gradient = new double[3];

    // When
    process.logImprovement(at, 0, gradient);

    // Then
    for (int k = 0; k < 2; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[k] += 1e-6;
      down[k] -= 1e-6;
      double[] logs = process.logImprovements(new double[][] {up, down}, 0);
      assertThat(gradient[k]).isCloseTo((logs[0] - logs[1]) / 2e-6, within(1e-4));
    }
    assertThat(gradient[2]).isZero();
  }

  @Test
  void believingInWhatIsExpectedMovesNoMeanAndTakesTheDoubtAway() {
    // Given
    GaussianProcess process = process(10);
    double[] open = point(300);
    double before = process.variance(open);
    double[] elsewhere = process.logImprovements(new double[][] {point(301)}, 0);

    // When
    process.believe(open, Hint.NONE);

    // Then
    assertThat(process.variance(open)).isLessThan(KERNEL.noise()).isLessThan(before);
    assertThat(process.logImprovements(new double[][] {point(301)}, 0)[0])
        .isLessThanOrEqualTo(elsewhere[0] + 1e-9);
  }

  @Test
  void factorHasTheSameBitsHoweverItCameAbout() {
    // Given
    GaussianProcess straight = process(12);
    GaussianProcess detour = process(12);

    // When
    detour.truncate(7);
    detour.add(point(50), 0);
    detour.truncate(7);
    for (int i = 7; i < 12; i++) {
      detour.add(point(i), extraNoise(i));
    }
    detour.observe(values(12));

    // Then
    double[][] at = {point(100), point(101)};
    assertThat(detour.logImprovements(at, 0)).containsExactly(straight.logImprovements(at, 0));
  }

  @Test
  void choleskyAgreesWithAnotherLibrary() {
    // Given
    int n = 30;
    double[][] covariances = new double[n][n];
    Cholesky cholesky = new Cholesky();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariances[i][j] = KERNEL.at(point(i), point(j)) + (i == j ? 0.01 : 0);
      }
      cholesky.add(Arrays.copyOf(covariances[i], i), covariances[i][i]);
    }
    CholeskyDecomposition reference =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariances));
    double[] right = values(n);

    // When
    double[] solved = right.clone();
    cholesky.solve(solved);
    cholesky.solveTransposed(solved);
    double[][] columns = new double[n][1];
    Arrays.setAll(columns, i -> new double[] {right[i]});
    cholesky.solve(columns);

    // Then
    assertThat(solved)
        .containsExactly(
            reference.getSolver().solve(new ArrayRealVector(right)).toArray(), within(1e-8));
    assertThat(StrictMath.exp(cholesky.logDeterminant() / 10))
        .isCloseTo(Math.pow(reference.getDeterminant(), 0.1), within(1e-9));
    RealMatrix inverse = reference.getSolver().getInverse();
    double[][] own = cholesky.inverse();
    double[] lower = right.clone();
    cholesky.solve(lower);
    for (int i = 0; i < n; i++) {
      assertThat(columns[i][0]).isCloseTo(lower[i], within(1e-9));
      for (int j = 0; j <= i; j++) {
        assertThat(own[i][j]).isCloseTo(inverse.getEntry(i, j), within(1e-7));
      }
    }
  }

  @Test
  void fitFindsWhichCoordinateMatters() {
    // Given
    double[][] points = new double[40][];
    double[] values = new double[40];
    for (int i = 0; i < points.length; i++) {
      points[i] = point(i);
      values[i] = Math.sin(6 * points[i][0]);
    }

    // When
    Matern kernel = new KernelFit(CATEGORY, points, values, new double[40]).fit(5);

    // Then
    double[] origin = {0.5, 0.5, 0};
    double alongFirst = kernel.at(origin, new double[] {0.8, 0.5, 0});
    double alongSecond = kernel.at(origin, new double[] {0.5, 0.8, 0});
    double otherCategory = kernel.at(origin, new double[] {0.5, 0.5, 1});
    assertThat(alongFirst).isLessThan(0.95 * alongSecond).isLessThan(otherCategory);
    assertThat(kernel.noise()).isLessThan(1e-4);
  }

  @Test
  void fitTellsNoiseFromShape() {
    // Given
    double[][] points = new double[60][];
    double[] values = new double[60];
    for (int i = 0; i < points.length; i++) {
      points[i] = point(i);
      values[i] = points[i][0] + 0.5 * Quantiles.normal(0, 1, Mixer.share(Mixer.at(3, i)));
    }

    // When
    Matern kernel = new KernelFit(CATEGORY, points, values, new double[60]).fit(5);

    // Then
    assertThat(kernel.noise()).isBetween(0.1, 0.5);
  }
}
