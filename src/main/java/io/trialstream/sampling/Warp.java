package io.trialstream.sampling;

import java.util.Arrays;

/**
 * Merits to about standard normal numbers, in the same order, for a Gaussian process to learn from.
 * Above the median they keep their proportions; below it only their ranks count, so that neither
 * outliers nor a steep flank hide what matters, the neighbourhood of the best (the half-rank
 * warping of Song and others, "The Vizier Gaussian process bandit algorithm", 2024).
 */
final class Warp {
  private final double[] sorted;
  private final double[] ranks;
  private final double median;
  private final double scale;

  private Warp(double[] sorted, double[] ranks, double median, double scale) {
    this.sorted = sorted;
    this.ranks = ranks;
    this.median = median;
    this.scale = scale;
  }

  /**
   * The warping of these merits.
   *
   * @param merits at least one, all finite
   */
  static Warp of(double[] merits) {
    double[] sorted = merits.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = sorted[n / 2];
    double best = sorted[n - 1];
    // In units of the largest distance: squares of 1e300 and of 1e-300 are no numbers.
    double unit = Math.max(best / 2 - median / 2, Double.MIN_NORMAL);
    double squares = 0;
    int above = 0;
    for (double merit : sorted) {
      if (merit >= median) {
        double part = (merit / 2 - median / 2) / unit;
        squares += part * part;
        above++;
      }
    }
    double[] ranks = new double[n];
    for (int i = 0; i < n; ) {
      int end = i;
      while (end < n && sorted[end] == sorted[i]) {
        end++;
      }
      double share = (0.5 * (i + end)) / n;
      double rank = sorted[i] < median ? Quantiles.normal(0, 1, share) : 0;
      Arrays.fill(ranks, i, end, Math.min(0, rank));
      i = end;
    }
    return new Warp(sorted, ranks, median, unit * Math.sqrt(squares / above));
  }

  /** The number that stands for a merit, also for one in between; ascending with it. */
  double of(double merit) {
    if (merit >= median) {
      return scale > 0 ? (merit / 2 - median / 2) / scale : 0;
    }
    int at = Arrays.binarySearch(sorted, merit);
    if (at >= 0) {
      return ranks[at];
    }
    int above = -at - 1;
    return above == 0 ? worst() : 0.5 * (ranks[above - 1] + ranks[above]);
  }

  /** The number for what is worse than all: for a trial that failed. */
  double worst() {
    return Math.min(ranks[0] - 0.2, -1);
  }
}
