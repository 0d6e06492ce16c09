package io.trialstream.sampling;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Numbers as text: the fewest digits that read back the same, and of those the closest, in the
 * notation of Python's {@code repr}. {@link Double#toString(double)} is neither: before JDK 19 it
 * sometimes prints more digits than needed (JDK-4511638), and it always prints two at least.
 */
final class Numbers {
  private static final int FIRST_EXPONENT = -4;
  private static final int LAST_EXPONENT = 15;

  private Numbers() {}

  /**
   * A finite number in the shortest form that reads back the same; whole values without {@code .0}.
   */
  static String text(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String sign = value < 0 ? "-" : "";
    int exponent = shortest.precision() - shortest.scale() - 1;
    return sign
        + (exponent >= FIRST_EXPONENT && exponent <= LAST_EXPONENT
            ? shortest.toPlainString()
            : scientific(shortest.unscaledValue().toString(), exponent));
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + power;
  }

  /** The decimal with the fewest digits that reads back as the value, without trailing zeros. */
  static BigDecimal shortest(double value) {
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal exact = new BigDecimal(value);
    for (int digits = shortest.precision(); digits > 0; digits--) {
      Optional<BigDecimal> closest = closest(exact, digits, value);
      if (closest.isEmpty()) {
        break;
      }
      shortest = closest.get();
    }
    return shortest.stripTrailingZeros();
  }

  /**
   * Of the decimals with that many digits that read back as the value, the closest; of two as
   * close, the even one. Beside a power of two, the nearest decimal may not read back, and its
   * neighbour may.
   */
  private static Optional<BigDecimal> closest(BigDecimal exact, int digits, double value) {
    return Stream.of(RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP)
        .map(mode -> exact.round(new MathContext(digits, mode)))
        .filter(decimal -> decimal.doubleValue() == value)
        .findFirst();
  }
}
