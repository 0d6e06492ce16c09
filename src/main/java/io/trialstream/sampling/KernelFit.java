package io.trialstream.sampling;

import java.util.Arrays;

/**
 * Finds the kernel under which observations are most likely, weighed by what is believed of kernels
 * beforehand: length scales about the root of the number of coordinates, since distances grow with
 * it (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high
 * dimensions", 2024; with their spread, but shorter, which found the optima of the load test's
 * functions sooner), and little noise. Marginal likelihood and its gradient as in Rasmussen and
 * Williams (2006), section 5.4; several starts, each descended by L-BFGS.
 */
final class KernelFit {
  /** Observations that a fit looks at, at most: its time grows with their cube. */
  static final int MOST = 160;

  /** Observations up to which a fit is quick, and can be thorough. */
  private static final int FEW = 64;

  private static final double LENGTH_DEVIATION = Math.sqrt(3);
  private static final double SIGNAL_DEVIATION = 1;
  private static final double NOISE_MEAN = StrictMath.log(1e-5);
  private static final double NOISE_DEVIATION = 3;

  /** The variance of the mean that the process is believed to have. */
  static final double MEAN_VARIANCE = 1;

  private final boolean[] category;
  private final double[][] points;
  private final double[] values;
  private final double[] extraNoise;
  private final double lengthMean;

  /**
   * @param category which coordinates are numbers of categories
   * @param points one a row
   * @param values one a point, about standardised
   * @param extraNoise variance of each value beside the noise of all
   */
  KernelFit(boolean[] category, double[][] points, double[] values, double[] extraNoise) {
    this.category = category;
    this.points = points;
    this.values = values;
    this.extraNoise = extraNoise;
    this.lengthMean = 0.5 * StrictMath.log(category.length);
  }

  /**
   * The most likely kernel.
   *
   * @param key decides where the search starts
   */
  Matern fit(long key) {
    int d = category.length;
    double[] low = new double[d + 2];
    double[] high = new double[d + 2];
    Arrays.fill(low, 0, d, StrictMath.log(0.005));
    Arrays.fill(high, 0, d, StrictMath.log(200));
    low[d] = StrictMath.log(0.01);
    high[d] = StrictMath.log(100);
    low[d + 1] = StrictMath.log(1e-8);
    high[d + 1] = StrictMath.log(1);
    int starts = points.length <= FEW ? 4 : 2;
    Lbfgs descent = new Lbfgs(low, high, points.length <= FEW ? 60 : 40, 1e-4);
    Lbfgs.Minimum best = null;
    for (int start = 0; start < starts; start++) {
      Lbfgs.Minimum found = descent.minimize(start(start, key), this::loss);
      if (best == null || found.value() < best.value()) {
        best = found;
      }
    }
    return kernel(best == null ? start(0, key) : best.point());
  }

  /** Length scales of a half first; then some that the prior draws, narrowed. */
  private double[] start(int start, long key) {
    int d = category.length;
    double[] logs = new double[d + 2];
    long own = Mixer.at(key, start);
    for (int k = 0; k < d; k++) {
      logs[k] =
          start == 0
              ? StrictMath.log(0.5)
              : Quantiles.normal(lengthMean - 0.5, 1, Mixer.share(Mixer.at(own, k)));
    }
    logs[d] = 0;
    logs[d + 1] = start % 2 == 0 ? StrictMath.log(1e-4) : StrictMath.log(1e-2);
    return logs;
  }

  private Matern kernel(double[] logs) {
    int d = category.length;
    double[] lengths = new double[d];
    Arrays.setAll(lengths, k -> StrictMath.exp(logs[k]));
    return new Matern(category, lengths, StrictMath.exp(logs[d]), StrictMath.exp(logs[d + 1]));
  }

  /** Minus the logarithm of likelihood times prior. */
  private double loss(double[] logs, double[] gradient) {
    int d = category.length;
    int n = points.length;
    Matern kernel = kernel(logs);
    double[][] covariances = new double[n][];
    Cholesky cholesky = new Cholesky();
    for (int i = 0; i < n; i++) {
      covariances[i] = new double[i];
      for (int j = 0; j < i; j++) {
        covariances[i][j] = kernel.at(points[i], points[j]);
      }
      cholesky.add(covariances[i], kernel.signal() + kernel.noise() + extraNoise[i]);
    }
    double mean = GaussianProcess.mean(cholesky, values);
    double[] weights = new double[n];
    double fit = 0;
    Arrays.setAll(weights, i -> values[i] - mean);
    cholesky.solve(weights);
    for (double weight : weights) {
      fit += weight * weight;
    }
    cholesky.solveTransposed(weights);
    double[][] inverse = cholesky.inverse();
    Arrays.fill(gradient, 0);
    double[] slopes = new double[d + 2];
    for (int i = 0; i < n; i++) {
      double own = weights[i] * weights[i] - inverse[i][i];
      slopes[d] += 0.5 * own * kernel.signal();
      slopes[d + 1] += 0.5 * own * kernel.noise();
      for (int j = 0; j < i; j++) {
        double factor = weights[i] * weights[j] - inverse[i][j];
        slopes[d] += factor * covariances[i][j];
        kernel.addSlopeOfLengths(points[i], points[j], factor, slopes);
      }
    }
    double loss = 0.5 * (fit + cholesky.logDeterminant() + mean * mean / MEAN_VARIANCE);
    for (int k = 0; k < d; k++) {
      loss += prior(logs[k], lengthMean, LENGTH_DEVIATION, k, gradient);
    }
    loss += prior(logs[d], 0, SIGNAL_DEVIATION, d, gradient);
    loss += prior(logs[d + 1], NOISE_MEAN, NOISE_DEVIATION, d + 1, gradient);
    for (int k = 0; k < slopes.length; k++) {
      gradient[k] -= slopes[k];
    }
    return loss;
  }

  private static double prior(
      double value, double mean, double deviation, int k, double[] gradient) {
    double z = (value - mean) / deviation;
    gradient[k] += z / deviation;
    return 0.5 * z * z;
  }
}
