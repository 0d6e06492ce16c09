package io.trialstream.sampling;

import java.util.Arrays;

/**
 * The covariance of a Gaussian process: Matérn with smoothness 5/2, one length scale a coordinate
 * (Rasmussen and Williams, "Gaussian processes for machine learning", 2006, section 4.2). With r
 * the distance in length scales, k = signal (1 + √5 r + 5/3 r²) exp(-√5 r). Two values of a
 * category are one unit apart where they differ.
 */
final class Matern {
  private static final double ROOT_5 = Math.sqrt(5);

  private final boolean[] category;
  private final double[] weights;
  private final double signal;
  private final double noise;

  /**
   * @param category which coordinates are numbers of categories
   * @param lengths the length scales, above 0
   * @param signal the variance of the function, above 0
   * @param noise the variance that an observation adds, above 0
   */
  Matern(boolean[] category, double[] lengths, double signal, double noise) {
    this.category = category;
    this.weights = Arrays.stream(lengths).map(length -> 1 / (length * length)).toArray();
    this.signal = signal;
    this.noise = noise;
  }

  /** The variance of the function. */
  double signal() {
    return signal;
  }

  /** The variance that an observation adds. */
  double noise() {
    return noise;
  }

  /** The covariance of the function at two points. */
  double at(double[] a, double[] b) {
    return of(ROOT_5 * Math.sqrt(squared(a, b)));
  }

  private double of(double s) {
    return signal * (1 + s * (1 + s / 3)) * StrictMath.exp(-s);
  }

  private double squared(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double apart = a[k] - b[k];
      sum += category[k] ? (apart == 0 ? 0 : weights[k]) : apart * apart * weights[k];
    }
    return sum;
  }

  /**
   * Adds the derivative of the covariance of {@code a} and {@code b} by {@code a}, times a factor;
   * nothing for categories.
   */
  void addSlope(double[] a, double[] b, double factor, double[] to) {
    double s = ROOT_5 * Math.sqrt(squared(a, b));
    double common = -factor * signal * 5 / 3 * (1 + s) * StrictMath.exp(-s);
    for (int k = 0; k < weights.length; k++) {
      if (!category[k]) {
        to[k] += common * (a[k] - b[k]) * weights[k];
      }
    }
  }

  /**
   * Adds the derivatives of the covariance by the logarithms of the length scales, times a factor.
   */
  void addSlopeOfLengths(double[] a, double[] b, double factor, double[] to) {
    double s = ROOT_5 * Math.sqrt(squared(a, b));
    double common = factor * signal * 5 / 3 * (1 + s) * StrictMath.exp(-s);
    for (int k = 0; k < weights.length; k++) {
      double apart = a[k] - b[k];
      to[k] += common * weights[k] * (category[k] ? (apart == 0 ? 0 : 1) : apart * apart);
    }
  }
}
