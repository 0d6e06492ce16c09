package io.trialstream.sampling;

import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Whole;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Distribution functions, the inverse of {@link Quantiles}; the same bits on every machine, as
 * those.
 */
final class Shares {
  private static final NormalDistribution STANDARD = Quantiles.standard();

  private Shares() {}

  /**
   * A value as a number.
   *
   * @throws IllegalArgumentException where it is none
   */
  static double number(ParameterValue value) {
    if (value instanceof Real real) {
      return real.value();
    }
    if (value instanceof Whole whole) {
      return whole.value();
    }
    throw new IllegalArgumentException(value.text() + " is no number");
  }

  /** The natural logarithm; negative infinity for what has none. */
  static double logarithm(double value) {
    return value > 0 ? StrictMath.log(value) : Double.NEGATIVE_INFINITY;
  }

  /** The share of the uniform distribution below x, from 0 to 1; a half where the bounds meet. */
  static double uniform(double min, double max, double x) {
    if (min == max) {
      return 0.5;
    }
    double width = max - min;
    // Bounds may be farther apart than the largest double; their halves are not.
    double share =
        Double.isInfinite(width) ? (x / 2 - min / 2) / (max / 2 - min / 2) : (x - min) / width;
    return Math.max(0, Math.min(1, share));
  }

  /** The share of the normal distribution below x, from 0 to 1. */
  static double normal(double mu, double sigma, double x) {
    return STANDARD.cumulativeProbability((x - mu) / sigma);
  }

  /** The share, or what is next to it strictly between 0 and 1. */
  static double inside(double share) {
    return Math.max(Quantiles.SMALLEST, Math.min(Quantiles.LARGEST, share));
  }
}
