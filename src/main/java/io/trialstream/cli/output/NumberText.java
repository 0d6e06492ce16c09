package io.trialstream.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/** Numbers for a person to read; JSON prints them in full. */
public final class NumberText {
  private static final MathContext DIGITS = new MathContext(6);
  private static final int LARGEST_EXPONENT = 7;
  private static final int SMALLEST_EXPONENT = -4;

  private NumberText() {}

  /**
   * Six significant digits at most, without trailing zeros; powers of ten only where the number is
   * very large or very small. Whole numbers below ten million are printed in full.
   */
  public static String readable(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= SMALLEST_EXPONENT && exponent < LARGEST_EXPONENT) {
      return rounded.toPlainString();
    }
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** As {@link #readable(double)}; a dash where there is no number. */
  public static String readable(OptionalDouble value) {
    return value.isPresent() ? readable(value.getAsDouble()) : Table.NOTHING;
  }
}
