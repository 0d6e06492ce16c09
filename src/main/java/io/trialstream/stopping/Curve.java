package io.trialstream.stopping;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The merits ({@link Goal#merit}) of a trial's intervals that stand, with their sum and their best.
 * Eight bytes an interval: they are kept so that an attempt resumed from a checkpoint can take the
 * place of a part of them.
 */
final class Curve {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private double[] merits = {};
  private int count;
  private double sum;
  private double best = NONE;
  private int bestInterval;

  /** The number of intervals, which is the latest one. */
  int count() {
    return count;
  }

  /** The merit at an interval, from 1 to {@link #count()}. */
  double merit(int interval) {
    return merits[interval - 1];
  }

  /** The best so far, negative infinity while there is no finite value. */
  double best() {
    return best;
  }

  /** The interval where the best was first reached, from 1; 0 while there is no finite value. */
  int bestInterval() {
    return bestInterval;
  }

  /** The best so far as it was reported; empty while there is no finite value. */
  OptionalDouble bestValue(Goal goal) {
    return bestInterval > 0 ? OptionalDouble.of(goal.value(best)) : OptionalDouble.empty();
  }

  /** The running average at the latest interval. */
  double average() {
    return average(sum, count, best);
  }

  /**
   * The running average of merits: the worst where the sum is not finite, and never better than the
   * best of them, which rounding would make it now and then.
   */
  static double average(double sum, int count, double best) {
    return Double.isFinite(sum) ? Math.min(sum / count, best) : NONE;
  }

  /**
   * The best so far at each of the given intervals.
   *
   * @param at ascending, from 1 to {@link #count()}
   */
  double[] bests(int[] at) {
    double[] bests = new double[at.length];
    double soFar = NONE;
    int interval = 0;
    for (int i = 0; i < at.length; i++) {
      while (interval < at[i]) {
        soFar = Math.max(soFar, merits[interval++]);
      }
      bests[i] = soFar;
    }
    return bests;
  }

  /** Adds an interval. */
  void append(double merit) {
    if (count == merits.length) {
      merits = Arrays.copyOf(merits, Math.max(8, count + (count >> 1)));
    }
    merits[count++] = merit;
    add(merit, count);
  }

  /** Keeps only the first intervals. */
  void truncate(int intervals) {
    count = intervals;
    sum = 0;
    best = NONE;
    bestInterval = 0;
    for (int interval = 1; interval <= count; interval++) {
      add(merits[interval - 1], interval);
    }
  }

  private void add(double merit, int interval) {
    sum += merit;
    if (merit > best) {
      best = merit;
      bestInterval = interval;
    }
  }
}
