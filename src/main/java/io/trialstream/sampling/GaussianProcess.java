package io.trialstream.sampling;

import java.util.Arrays;

/**
 * A Gaussian process, conditioned on observations that can be added and taken away again from the
 * end. Not safe for use by several threads.
 */
final class GaussianProcess {
  private final Matern kernel;
  private final Cholesky cholesky = new Cholesky();
  private double[][] points = new double[16][];
  private double[] noises = new double[16];
  private double[] residuals = {};
  private double[] weights = {};
  private double level;
  private double mean;

  GaussianProcess(Matern kernel) {
    this.kernel = kernel;
  }

  /**
   * The most likely mean of observations, were it believed to be normal around 0.
   *
   * @param cholesky of the observations' covariances
   */
  static double mean(Cholesky cholesky, double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    double[] solved = values.clone();
    cholesky.solve(ones);
    cholesky.solve(solved);
    double precision = 1 / KernelFit.MEAN_VARIANCE;
    double sum = 0;
    for (int i = 0; i < ones.length; i++) {
      precision += ones[i] * ones[i];
      sum += ones[i] * solved[i];
    }
    return sum / precision;
  }

  Matern kernel() {
    return kernel;
  }

  /** The observations. */
  int size() {
    return cholesky.size();
  }

  /**
   * Adds an observation, of which the value is said by {@link #observe}.
   *
   * @param extraNoise variance of its value beside the noise of all
   */
  void add(double[] point, double extraNoise) {
    int n = size();
    if (n == points.length) {
      points = Arrays.copyOf(points, 2 * n);
      noises = Arrays.copyOf(noises, 2 * n);
    }
    points[n] = point;
    noises[n] = kernel.noise() + extraNoise;
    cholesky.add(covariances(point), kernel.signal() + noises[n]);
  }

  /** An observation's point. */
  double[] point(int i) {
    return points[i];
  }

  /** Takes the observations from that number on away. */
  void truncate(int size) {
    cholesky.truncate(size);
  }

  /** Says the values of all observations. */
  void observe(double[] values) {
    mean = mean(cholesky, values);
    residuals = values.clone();
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] -= mean;
    }
    cholesky.solve(residuals);
    weigh();
    level = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      // The residuals are K w, and K holds the noise of each observation beside the covariances.
      level = Math.max(level, values[i] - noises[i] * weights[i]);
    }
  }

  /**
   * Adds an observation that has not been made: it is believed to give what is expected.
   *
   * @param said what is known of the value already
   */
  void believe(double[] point, Hint said) {
    double value = expected(covariances(point));
    double variance = variance(point);
    value += variance / (variance + said.variance()) * (said.value() - value);
    add(point, 0);
    int n = size();
    residuals = Arrays.copyOf(residuals, n);
    residuals[n - 1] = value - mean;
    cholesky.solve(residuals, n - 1);
    weigh();
    level = Math.max(level, value);
  }

  private void weigh() {
    weights = residuals.clone();
    cholesky.solveTransposed(weights);
  }

  /**
   * What is known of a value that has not been observed.
   *
   * @param variance that of the value around this one; infinite where nothing is known
   */
  record Hint(double value, double variance) {
    /** Nothing is known. */
    static final Hint NONE = new Hint(0, Double.POSITIVE_INFINITY);
  }

  private double[] covariances(double[] point) {
    double[] covariances = new double[size()];
    for (int i = 0; i < covariances.length; i++) {
      covariances[i] = kernel.at(point, points[i]);
    }
    return covariances;
  }

  private double expected(double[] covariances) {
    double sum = mean;
    for (int i = 0; i < covariances.length; i++) {
      sum += weights[i] * covariances[i];
    }
    return sum;
  }

  /** The variance of the function, above 0. */
  double variance(double[] point) {
    double[] solved = covariances(point);
    cholesky.solve(solved);
    double rest = kernel.signal();
    for (double value : solved) {
      rest -= value * value;
    }
    return atLeast(rest);
  }

  private double atLeast(double variance) {
    return Math.max(variance, kernel.signal() * 1e-12);
  }

  /**
   * The logarithms of the improvements that are expected at points.
   *
   * @param margin how much better than the best that is expected so far counts as an improvement
   */
  double[] logImprovements(double[][] at, double margin) {
    double[][] solved = new double[size()][at.length];
    double[] means = new double[at.length];
    Arrays.fill(means, mean);
    for (int i = 0; i < solved.length; i++) {
      double[] row = solved[i];
      for (int c = 0; c < at.length; c++) {
        row[c] = kernel.at(at[c], points[i]);
        means[c] += weights[i] * row[c];
      }
    }
    cholesky.solve(solved);
    double[] variances = new double[at.length];
    Arrays.fill(variances, kernel.signal());
    for (double[] row : solved) {
      for (int c = 0; c < row.length; c++) {
        variances[c] -= row[c] * row[c];
      }
    }
    double[] logs = new double[at.length];
    for (int c = 0; c < logs.length; c++) {
      double deviation = Math.sqrt(atLeast(variances[c]));
      logs[c] = ExpectedImprovement.log(means[c], deviation, level + margin);
    }
    return logs;
  }

  /**
   * The logarithm of the improvement that is expected at a point.
   *
   * @param margin how much better than the best that is expected so far counts as an improvement
   * @param gradient takes its derivatives
   */
  double logImprovement(double[] point, double margin, double[] gradient) {
    double[] solved = covariances(point);
    double expected = expected(solved);
    cholesky.solve(solved);
    double variance = kernel.signal();
    for (double value : solved) {
      variance -= value * value;
    }
    double deviation = Math.sqrt(atLeast(variance));
    ExpectedImprovement improvement = ExpectedImprovement.of(expected, deviation, level + margin);
    cholesky.solveTransposed(solved);
    Arrays.fill(gradient, 0);
    for (int i = 0; i < solved.length; i++) {
      double factor =
          improvement.slopeOfMean() * weights[i]
              - improvement.slopeOfDeviation() * solved[i] / deviation;
      kernel.addSlope(point, points[i], factor, gradient);
    }
    return improvement.log();
  }
}
