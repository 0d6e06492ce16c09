package io.trialstream.sampling;

import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * The Sobol sequence of Commons Math (direction numbers of Joe and Kuo) with access to any point.
 * Immutable: Commons Math's generator steps through the sequence, so that its direction numbers are
 * read off once, by stepping over each power of two, where exactly one of them enters. In Gray code
 * order, as the generator has it.
 */
final class SobolPoints {
  /** The dimensions that there are direction numbers for. */
  static final int MOST_DIMENSIONS = 1000;

  /** The points that can be addressed. */
  static final long COUNT = 1L << 31;

  private static final int BITS = 31;

  private final int[][] directions;

  private SobolPoints(int[][] directions) {
    this.directions = directions;
  }

  /**
   * The sequence.
   *
   * @param dimensions from 1 to {@link #MOST_DIMENSIONS}
   */
  static SobolPoints of(int dimensions) {
    SobolSequenceGenerator generator = new SobolSequenceGenerator(dimensions);
    int[][] directions = new int[dimensions][BITS];
    for (int bit = 0; bit < BITS; bit++) {
      int power = 1 << bit;
      double[] before = generator.skipTo(power - 1);
      double[] after = generator.nextVector();
      for (int d = 0; d < dimensions; d++) {
        directions[d][bit] = digits(before[d]) ^ digits(after[d]);
      }
    }
    return new SobolPoints(directions);
  }

  /**
   * A coordinate's 32 binary digits, the first in the highest bit.
   *
   * @param n the point, 0 ≤ n &lt; {@link #COUNT}
   * @param dimension from 0
   */
  int coordinate(long n, int dimension) {
    int[] direction = directions[dimension];
    int digits = 0;
    for (long gray = n ^ n >>> 1; gray != 0; gray &= gray - 1) {
      digits ^= direction[Long.numberOfTrailingZeros(gray)];
    }
    return digits;
  }

  private static int digits(double coordinate) {
    return (int) (long) (coordinate * 0x1p32);
  }
}
