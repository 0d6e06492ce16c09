package io.trialstream.sampling;

import java.util.Arrays;

/**
 * The lower triangle L with L Lᵀ = a covariance matrix, which grows and shrinks by rows: a further
 * observation costs n² operations, not n³. Row by row, so that it has the same bits however it came
 * about. (Commons Math's CholeskyDecomposition takes a whole matrix each time.)
 */
final class Cholesky {
  private double[][] rows = new double[16][];
  private int size;

  int size() {
    return size;
  }

  /**
   * Adds a row.
   *
   * @param covariances those with the rows before
   * @param variance its own; what is left of it is at least a billionth of a billionth, where
   *     rounding took all
   */
  void add(double[] covariances, double variance) {
    double[] row = Arrays.copyOf(covariances, size + 1);
    double rest = variance;
    for (int j = 0; j < size; j++) {
      double[] other = rows[j];
      double value = (row[j] - dot(row, other, j)) / other[j];
      row[j] = value;
      rest -= value * value;
    }
    row[size] = Math.sqrt(Math.max(rest, variance * 1e-14));
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
    }
    rows[size++] = row;
  }

  /** Takes the rows from {@code size} on away. */
  void truncate(int size) {
    Arrays.fill(rows, size, this.size, null);
    this.size = size;
  }

  /** Four sums, so that one addition need not wait for the other. */
  private static double dot(double[] a, double[] b, int length) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    for (; i < length; i++) {
      first += a[i] * b[i];
    }
    return first + second + (third + fourth);
  }

  /** L⁻¹ b, in place; b has {@link #size()} elements. */
  void solve(double[] b) {
    solve(b, 0);
  }

  /** The same, where the elements below {@code from} are solved already. */
  void solve(double[] b, int from) {
    for (int i = from; i < size; i++) {
      double[] row = rows[i];
      b[i] = (b[i] - dot(row, b, i)) / row[i];
    }
  }

  /** L⁻ᵀ b, in place. */
  void solveTransposed(double[] b) {
    for (int i = size - 1; i >= 0; i--) {
      double[] row = rows[i];
      double value = b[i] / row[i];
      b[i] = value;
      for (int j = 0; j < i; j++) {
        b[j] -= value * row[j];
      }
    }
  }

  /** L⁻¹ B, in place; B has {@link #size()} rows, each with a column's element. */
  void solve(double[][] b) {
    for (int i = 0; i < size; i++) {
      double[] row = rows[i];
      double[] to = b[i];
      for (int j = 0; j < i; j++) {
        double factor = row[j];
        double[] from = b[j];
        for (int c = 0; c < to.length; c++) {
          to[c] -= factor * from[c];
        }
      }
      double diagonal = row[i];
      for (int c = 0; c < to.length; c++) {
        to[c] /= diagonal;
      }
    }
  }

  /** The logarithm of the determinant of L Lᵀ. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += StrictMath.log(rows[i][i]);
    }
    return 2 * sum;
  }

  /** (L Lᵀ)⁻¹, its lower triangle. */
  double[][] inverse() {
    double[][] inverse = new double[size][];
    for (int i = 0; i < size; i++) {
      // Row i of L⁻¹: -(sum over j in k..i-1 of L_ij (L⁻¹)_jk) / L_ii.
      double[] row = new double[i + 1];
      double[] own = rows[i];
      for (int j = 0; j < i; j++) {
        double factor = own[j];
        double[] other = inverse[j];
        for (int k = 0; k <= j; k++) {
          row[k] -= factor * other[k];
        }
      }
      double diagonal = own[i];
      for (int k = 0; k < i; k++) {
        row[k] /= diagonal;
      }
      row[i] = 1 / diagonal;
      inverse[i] = row;
    }
    double[][] product = new double[size][];
    for (int i = 0; i < size; i++) {
      product[i] = new double[i + 1];
    }
    for (double[] row : inverse) {
      for (int i = 0; i < row.length; i++) {
        double factor = row[i];
        double[] to = product[i];
        for (int j = 0; j <= i; j++) {
          to[j] += factor * row[j];
        }
      }
    }
    return product;
  }
}
