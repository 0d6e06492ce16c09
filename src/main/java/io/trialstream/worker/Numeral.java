package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Numbers as Python, Java and C print them, in the bytes of a line. */
final class Numeral {
  private static final byte[] NAN = "nan".getBytes(ISO_8859_1);
  private static final byte[] INF = "inf".getBytes(ISO_8859_1);
  private static final byte[] INFINITY = "infinity".getBytes(ISO_8859_1);

  private Numeral() {}

  /**
   * Where the number that starts at {@code from} ends: behind its last character, or -1 where none
   * starts there.
   */
  static int end(byte[] line, int from, int to) {
    int i = from < to && (line[from] == '+' || line[from] == '-') ? from + 1 : from;
    int whole = digits(line, i, to);
    int mantissa = whole;
    int count = whole - i;
    if (whole < to && line[whole] == '.') {
      mantissa = digits(line, whole + 1, to);
      count += mantissa - whole - 1;
    }
    return count == 0 ? word(line, i, to) : exponent(line, mantissa, to);
  }

  /** The number between {@code from} and the {@link #end} that was found for it. */
  static double value(byte[] line, int from, int end) {
    boolean negative = line[from] == '-';
    int first = line[negative || line[from] == '+' ? from + 1 : from] | 0x20;
    if (first == 'n') {
      return Double.NaN;
    } else if (first == 'i') {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(new String(line, from, end - from, ISO_8859_1));
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static int digits(byte[] line, int from, int to) {
    int i = from;
    while (i < to && isDigit(line[i])) {
      i++;
    }
    return i;
  }

  /** Behind the exponent that starts at {@code from}, or {@code from} where none does. */
  private static int exponent(byte[] line, int from, int to) {
    if (from >= to || (line[from] | 0x20) != 'e') {
      return from;
    }
    int digits = from + 1;
    if (digits < to && (line[digits] == '+' || line[digits] == '-')) {
      digits++;
    }
    int end = digits(line, digits, to);
    return end == digits ? from : end;
  }

  private static int word(byte[] line, int from, int to) {
    int end = from;
    while (end < to && (line[end] | 0x20) >= 'a' && (line[end] | 0x20) <= 'z') {
      end++;
    }
    boolean known =
        matches(line, from, end, NAN)
            || matches(line, from, end, INF)
            || matches(line, from, end, INFINITY);
    return known ? end : -1;
  }

  private static boolean matches(byte[] line, int from, int end, byte[] lowerCase) {
    if (end - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if ((line[from + i] | 0x20) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }
}
