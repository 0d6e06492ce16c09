package io.trialstream.sampling;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Quantile functions that give the same bits on every machine: {@link StrictMath} and the plain
 * Java of Commons Math, never the intrinsics of {@link Math}.
 */
final class Quantiles {
  /** The smallest share told apart from 0; its counterpart is the largest told apart from 1. */
  static final double SMALLEST = 0x1p-53;

  /** The largest share told apart from 1. */
  static final double LARGEST = 1 - SMALLEST;

  private static final NormalDistribution STANDARD = standard();

  private Quantiles() {}

  /** The uniform distribution's; never outside the bounds, and without overflow between them. */
  static double uniform(double min, double max, double u) {
    double value = min * (1 - u) + max * u;
    return Math.max(min, Math.min(max, value)) + 0.0;
  }

  /** The normal distribution's. */
  static double normal(double mu, double sigma, double u) {
    double share = Math.max(SMALLEST, Math.min(LARGEST, u));
    return mu + sigma * STANDARD.inverseCumulativeProbability(share) + 0.0;
  }

  /**
   * The standard normal distribution, built without the random generator that the distribution
   * would use to sample.
   */
  @SuppressWarnings("NullAway") // Commons Math documents that null is allowed here.
  static NormalDistribution standard() {
    return new NormalDistribution(null, 0, 1);
  }
}
