package io.trialstream.replay;

import java.nio.charset.StandardCharsets;

/**
 * Walks through the ASCII of a line. Each step answers whether what it looks for stands there,
 * spaces before it passed over, and goes behind it; where it does not, the place is undefined.
 */
class LineScanner {
  private static final int MOST_DIGITS = 18;
  private static final int LONGEST_NUMBER = 32;

  /** The number that was read last, as many characters as {@link #number()} said. */
  final char[] number = new char[LONGEST_NUMBER];

  byte[] line = {};

  /** Where the next step begins. */
  int at;

  private int end;

  /** Where the text that was read last begins. */
  int textStart;

  /** Its bytes. */
  int textLength;

  /** The whole number that was read last. */
  long whole;

  final void begin(byte[] bytes, int start, int length) {
    line = bytes;
    at = start;
    end = start + length;
  }

  final boolean isAtEnd() {
    while (at < end && (line[at] == ' ' || line[at] == '\r')) {
      at++;
    }
    return at == end;
  }

  private void space() {
    while (at < end && line[at] == ' ') {
      at++;
    }
  }

  final boolean take(char expected) {
    space();
    if (at < end && line[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  final boolean literal(byte[] expected) {
    space();
    int length = expected.length;
    if (end - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (line[at + i] != expected[i]) {
        return false;
      }
    }
    at += length;
    return true;
  }

  /** A name and its colon. */
  final boolean name(byte[] expected) {
    return literal(expected) && take(':');
  }

  /** A text without escapes, beyond its quotes. */
  final boolean text() {
    if (!take('"')) {
      return false;
    }
    textStart = at;
    while (at < end && line[at] != '"') {
      if (line[at] < ' ' || line[at] == '\\') {
        return false;
      }
      at++;
    }
    textLength = at - textStart;
    return take('"');
  }

  final String string() {
    return new String(line, textStart, textLength, StandardCharsets.US_ASCII);
  }

  /** A whole number from 1. */
  final boolean positive() {
    return digits() && whole >= 1 && whole <= Integer.MAX_VALUE;
  }

  final boolean digits() {
    space();
    int start = at;
    whole = 0;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      whole = 10 * whole + (line[at] - '0');
      at++;
    }
    int count = at - start;
    return count > 0 && count <= MOST_DIGITS && (count == 1 || line[start] != '0');
  }

  /** A number as JSON has them, copied; the characters it has, 0 where it is none. */
  final int number() {
    space();
    int length = 0;
    boolean plain = true;
    while (at < end && isOfNumber(line[at])) {
      if (length == LONGEST_NUMBER) {
        return 0;
      }
      char next = (char) line[at];
      boolean digit = next >= '0' && next <= '9';
      plain &= digit || follows(next, length);
      number[length++] = next;
      at++;
    }
    int first = length > 0 && number[0] == '-' ? 1 : 0;
    boolean grammar =
        plain
            && length > first
            && isDigit(number[length - 1])
            && isDigit(number[first])
            && !(number[first] == '0' && length > first + 1 && isDigit(number[first + 1]));
    return grammar ? length : 0;
  }

  /** Whether a sign, a point or an exponent may stand here, behind what is copied already. */
  private boolean follows(char next, int length) {
    char before = length == 0 ? ' ' : number[length - 1];
    return switch (next) {
      case '-' -> length == 0 || before == 'e' || before == 'E';
      case '+' -> before == 'e' || before == 'E';
      case '.' -> isDigit(before) && !contains('.', length) && !containsExponent(length);
      default -> isDigit(before) && !containsExponent(length);
    };
  }

  private boolean containsExponent(int length) {
    return contains('e', length) || contains('E', length);
  }

  private boolean contains(char wanted, int length) {
    for (int i = 0; i < length; i++) {
      if (number[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isOfNumber(byte character) {
    return (character >= '0' && character <= '9')
        || character == '.'
        || character == '-'
        || character == '+'
        || character == 'e'
        || character == 'E';
  }

  /** Whether the text that was just read is this one. */
  final boolean isText(String text) {
    if (text.length() != textLength) {
      return false;
    }
    for (int i = 0; i < textLength; i++) {
      if (text.charAt(i) != line[textStart + i]) {
        return false;
      }
    }
    return true;
  }
}
