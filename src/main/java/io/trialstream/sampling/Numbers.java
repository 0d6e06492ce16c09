package io.trialstream.sampling;

/** Numbers as text. */
final class Numbers {
  private Numbers() {}

  /**
   * A finite number in the shortest form that reads back the same; whole values without {@code .0}.
   */
  static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }
}
