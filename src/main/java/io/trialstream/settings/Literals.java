package io.trialstream.settings;

import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;

/** The values behind scalars. */
public final class Literals {
  /** Reading a number takes time with the square of its digits. */
  private static final int MOST_DIGITS = 1000;

  /** Above every finite double. */
  private static final BigInteger HUGE = BigInteger.TEN.pow(400);

  private Literals() {}

  /** What a text without quotes is read as. */
  public static Scalar plain(int line, String text) {
    return new Scalar(line, Scalars.plain(text), text);
  }

  /**
   * A number's value; NaN and the infinities as the file writes them.
   *
   * @param scalar of the kind WHOLE or REAL
   */
  public static double number(Scalar scalar) {
    if (scalar.kind() == Kind.WHOLE) {
      return integer(scalar.text()).doubleValue();
    }
    String text = scalar.text().toLowerCase(Locale.ROOT);
    if (text.endsWith("nan")) {
      return Double.NaN;
    }
    if (text.endsWith("inf")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(text);
  }

  /**
   * A whole number's value; empty where it does not fit into 64 bits.
   *
   * @param scalar of the kind WHOLE
   */
  public static OptionalLong whole(Scalar scalar) {
    BigInteger value = integer(scalar.text());
    return value.bitLength() < Long.SIZE
        ? OptionalLong.of(value.longValueExact())
        : OptionalLong.empty();
  }

  /**
   * True or false.
   *
   * @param scalar of the kind FLAG
   */
  public static boolean flag(Scalar scalar) {
    return scalar.text().equalsIgnoreCase("true");
  }

  private static BigInteger integer(String text) {
    if (text.length() > MOST_DIGITS) {
      return text.startsWith("-") ? HUGE.negate() : HUGE;
    }
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    if (text.startsWith("0o")) {
      return new BigInteger(text.substring(2), 8);
    }
    return new BigInteger(text.startsWith("+") ? text.substring(1) : text);
  }
}
