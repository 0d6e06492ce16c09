package io.trialstream.sampling;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;

/**
 * The multiples of a step, in decimal, so that three times 0.1 is 0.3. Of most steps they are
 * computed in binary and come out the same: a whole number below 10^15 divided by a power of ten up
 * to 10^22 is correctly rounded, since a double holds both, and no other decimal of so few digits
 * reads as that double.
 *
 * @param q the step, above 0
 * @param units the whole number below 10^15 that divided by {@code power} is the step; NaN where
 *     there is none
 * @param power of ten
 */
record Multiples(double q, double units, double power) {
  private static final double MOST_UNITS = 1e15;
  private static final double HIGHEST_POWER = 1e22;

  /** The multiples of q, taken as the decimal that a person writes for it. */
  static Multiples of(double q) {
    for (double power = 1; power <= HIGHEST_POWER; power *= 10) {
      double units = Math.rint(q * power);
      if (units / power == q && units < MOST_UNITS) {
        return new Multiples(q, units, power);
      }
    }
    return new Multiples(q, Double.NaN, 1);
  }

  /** The multiple nearest to the value; halfway between two, the even one. */
  double nearest(double value) {
    return times(Math.rint(value / q));
  }

  /** The multiple nearest to the value among those inside the bounds, of which there is one. */
  double nearest(double value, double min, double max) {
    double count = Math.rint(value / q);
    double nearest = binary(count);
    if (nearest < min) {
      nearest = binary(count + 1);
    } else if (nearest > max) {
      nearest = binary(count - 1);
    }
    return nearest >= min && nearest <= max
        ? nearest
        : decimal(new BigDecimal(count).max(lowest(min)).min(highest(max)));
  }

  /**
   * The middle of the shares of a distribution that round to the multiple nearest to the value.
   *
   * @param below the share of the distribution below an edge between two multiples
   */
  double middle(double value, DoubleUnaryOperator below) {
    double count = Math.rint(value / q);
    return middle(below.applyAsDouble(edge(count, -1)), below.applyAsDouble(edge(count, 1)));
  }

  /** The same where the lowest and the highest multiple get what lies beyond them. */
  double middle(double value, double min, double max, DoubleUnaryOperator below) {
    double count = Math.rint(nearest(value, min, max) / q);
    boolean lowest = times(count - 1) < min;
    boolean highest = times(count + 1) > max;
    return middle(
        lowest ? 0 : below.applyAsDouble(edge(count, -1)),
        highest ? 1 : below.applyAsDouble(edge(count, 1)));
  }

  private static double middle(double low, double high) {
    return Shares.inside(low + (high - low) / 2);
  }

  /** Halfway to the next multiple on that side. */
  private double edge(double count, int side) {
    return (count + side * 0.5) * q;
  }

  /** Whether a multiple lies inside the bounds. */
  boolean anyIn(double min, double max) {
    return lowest(min).compareTo(highest(max)) <= 0;
  }

  private BigDecimal lowest(double min) {
    return written(min).divide(Numbers.shortest(q), 0, RoundingMode.CEILING);
  }

  private BigDecimal highest(double max) {
    return written(max).divide(Numbers.shortest(q), 0, RoundingMode.FLOOR);
  }

  private static BigDecimal written(double value) {
    return value == 0 ? BigDecimal.ZERO : Numbers.shortest(value);
  }

  private double times(double count) {
    double product = binary(count);
    return Double.isNaN(product) ? decimal(new BigDecimal(count)) : product;
  }

  /** The step that many times; NaN where only decimals can tell. */
  private double binary(double count) {
    double product = count * units;
    return Math.abs(product) < MOST_UNITS ? product / power + 0.0 : Double.NaN;
  }

  private double decimal(BigDecimal count) {
    return count.multiply(Numbers.shortest(q)).doubleValue();
  }
}
