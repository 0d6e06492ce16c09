package io.trialstream.sampling;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The multiples of a step, in decimal, so that three times 0.1 is 0.3.
 *
 * @param step above 0
 */
record Multiples(BigDecimal step) {

  /** The multiples of q, taken as the decimal that a person writes for it. */
  static Multiples of(double q) {
    return new Multiples(Numbers.shortest(q));
  }

  /** The multiple nearest to the value; halfway between two, the even one. */
  double nearest(double value) {
    return times(count(value));
  }

  /** The multiple nearest to the value among those inside the bounds, of which there is one. */
  double nearest(double value, double min, double max) {
    return times(count(value).max(lowest(min)).min(highest(max)));
  }

  /** Whether a multiple lies inside the bounds. */
  boolean anyIn(double min, double max) {
    return lowest(min).compareTo(highest(max)) <= 0;
  }

  private BigDecimal count(double value) {
    return new BigDecimal(Math.rint(value / step.doubleValue()));
  }

  private BigDecimal lowest(double min) {
    return decimal(min).divide(step, 0, RoundingMode.CEILING);
  }

  private BigDecimal highest(double max) {
    return decimal(max).divide(step, 0, RoundingMode.FLOOR);
  }

  private static BigDecimal decimal(double value) {
    return value == 0 ? BigDecimal.ZERO : Numbers.shortest(value);
  }

  private double times(BigDecimal count) {
    return count.multiply(step).doubleValue();
  }
}
