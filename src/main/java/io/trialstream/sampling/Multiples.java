package io.trialstream.sampling;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;

/**
 * The multiples of a step, in decimal, so that three times 0.1 is 0.3.
 *
 * @param step above 0
 */
record Multiples(BigDecimal step) {
  private static final BigDecimal HALF = new BigDecimal("0.5");

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

  /**
   * The middle of the shares of a distribution that round to the multiple nearest to the value.
   *
   * @param below the share of the distribution below an edge between two multiples
   */
  double middle(double value, DoubleUnaryOperator below) {
    BigDecimal count = count(value);
    return middle(below.applyAsDouble(below(count)), below.applyAsDouble(above(count)));
  }

  /** The same where the lowest and the highest multiple get what lies beyond them. */
  double middle(double value, double min, double max, DoubleUnaryOperator below) {
    BigDecimal lowest = lowest(min);
    BigDecimal highest = highest(max);
    BigDecimal count = count(value).max(lowest).min(highest);
    double low = count.compareTo(lowest) == 0 ? 0 : below.applyAsDouble(below(count));
    double high = count.compareTo(highest) == 0 ? 1 : below.applyAsDouble(above(count));
    return middle(low, high);
  }

  private static double middle(double low, double high) {
    return Shares.inside(low + (high - low) / 2);
  }

  private double below(BigDecimal count) {
    return times(count.subtract(HALF));
  }

  private double above(BigDecimal count) {
    return times(count.add(HALF));
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
