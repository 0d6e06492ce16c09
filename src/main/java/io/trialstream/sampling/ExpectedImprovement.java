package io.trialstream.sampling;

/**
 * The logarithm of the expected improvement of a normal variable over a level (Ament and others,
 * "Unexpected improvements to expected improvement for Bayesian optimization", 2023): where the
 * improvement itself would round to 0, its logarithm still has a slope to follow. Strict arithmetic
 * throughout: the same bits on every machine.
 */
final class ExpectedImprovement {
  private static final double LOG_SQRT_2_PI = 0.91893853320467274178;
  private static final double FAR = 1e4;
  private static final double SERIES = 2.5;

  private final double log;
  private final double slopeOfMean;
  private final double slopeOfDeviation;

  private ExpectedImprovement(double log, double slopeOfMean, double slopeOfDeviation) {
    this.log = log;
    this.slopeOfMean = slopeOfMean;
    this.slopeOfDeviation = slopeOfDeviation;
  }

  /**
   * The improvement that is expected of a variable.
   *
   * @param mean its mean
   * @param deviation its standard deviation, above 0
   * @param level what is to be improved on
   */
  static ExpectedImprovement of(double mean, double deviation, double level) {
    double z = (mean - level) / deviation;
    double logOfH;
    double slope;
    if (z < -FAR) {
      logOfH = -0.5 * z * z - LOG_SQRT_2_PI - 2 * StrictMath.log(-z);
      slope = -z - 2 / z;
    } else if (z < -SERIES) {
      double mills = mills(-z);
      double rest = 1 + z * mills;
      logOfH = -0.5 * z * z - LOG_SQRT_2_PI + StrictMath.log(rest);
      slope = mills / rest;
    } else {
      double density = density(z);
      double below = cumulative(z);
      double h = density + z * below;
      logOfH = StrictMath.log(h);
      slope = below / h;
    }
    // log EI = log(deviation) + log h(z)
    return new ExpectedImprovement(
        StrictMath.log(deviation) + logOfH, slope / deviation, (1 - z * slope) / deviation);
  }

  /** Its logarithm alone. */
  static double log(double mean, double deviation, double level) {
    return of(mean, deviation, level).log();
  }

  /** The logarithm of the expected improvement. */
  double log() {
    return log;
  }

  /** Its derivative by the mean. */
  double slopeOfMean() {
    return slopeOfMean;
  }

  /** Its derivative by the standard deviation. */
  double slopeOfDeviation() {
    return slopeOfDeviation;
  }

  /** The standard normal density. */
  static double density(double z) {
    return StrictMath.exp(-0.5 * z * z - LOG_SQRT_2_PI);
  }

  /**
   * The standard normal distribution function; near 0 by its Taylor series (Marsaglia, "Evaluating
   * the normal distribution", 2004), far from it by Mills' ratio.
   */
  static double cumulative(double z) {
    if (z > SERIES) {
      return 1 - density(z) * mills(z);
    }
    if (z < -SERIES) {
      return density(z) * mills(-z);
    }
    double term = z;
    double sum = z;
    double squared = z * z;
    for (int i = 3; Math.abs(term) > 1e-17; i += 2) {
      term *= squared / i;
      sum += term;
    }
    return 0.5 + density(z) * sum;
  }

  /**
   * Mills' ratio, the upper tail over the density, by Laplace's continued fraction.
   *
   * @param z {@value #SERIES} or more
   */
  private static double mills(double z) {
    int terms = 20 + (int) (125 / (z * z));
    double fraction = z;
    for (int i = terms; i >= 1; i--) {
      fraction = z + i / fraction;
    }
    return 1 / fraction;
  }
}
