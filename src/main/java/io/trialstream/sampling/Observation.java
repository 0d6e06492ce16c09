package io.trialstream.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of one trial, for a model to learn from. Values are merits: the metric's, turned so
 * that higher is better whatever the goal. Immutable.
 */
public final class Observation {

  /** Where a trial stands. */
  public enum State {
    /** Suggested and without an end: it waits, runs, or will be tried again. */
    OPEN,
    /** It ran to its end. */
    COMPLETED,
    /** It was stopped by a policy or canceled: its values are those of a part of its way. */
    CUT,
    /** It failed: its values, where it has any, are those of a part of its way. */
    FAILED
  }

  /** The intervals at which the best so far is kept: about two for each doubling. */
  private static final int[] CHECKPOINTS = checkpoints();

  private final List<Parameter> point;
  private final State state;
  private final int intervals;
  private final double best;
  private final double[] bests;

  /**
   * @param point the hyperparameters, in the search space's order
   * @param intervals the intervals reported, 0 or more
   * @param best the best finite merit; negative infinity where there is none
   * @param bests the best finite merit so far at each of the {@link #checkpoints} that was reached
   */
  public Observation(
      List<Parameter> point, State state, int intervals, double best, double[] bests) {
    this.point = List.copyOf(point);
    this.state = state;
    this.intervals = intervals;
    this.best = best;
    this.bests = bests.clone();
  }

  /** A trial of which only the hyperparameters are known. */
  public static Observation open(List<Parameter> point) {
    return new Observation(point, State.OPEN, 0, Double.NEGATIVE_INFINITY, new double[0]);
  }

  private static int[] checkpoints() {
    return IntStream.range(0, 62).map(i -> (int) StrictMath.pow(2, i / 2.0)).distinct().toArray();
  }

  /** The intervals, ascending, at which the best so far is kept; those up to {@code intervals}. */
  public static int[] checkpoints(int intervals) {
    int count = 0;
    while (count < CHECKPOINTS.length && CHECKPOINTS[count] <= intervals) {
      count++;
    }
    return Arrays.copyOf(CHECKPOINTS, count);
  }

  /** The hyperparameters, in the search space's order. */
  public List<Parameter> point() {
    return point;
  }

  /** Where it stands. */
  public State state() {
    return state;
  }

  /** The intervals reported. */
  public int intervals() {
    return intervals;
  }

  /** Whether it has a finite value. */
  public boolean hasValue() {
    return best > Double.NEGATIVE_INFINITY;
  }

  /** The best finite merit; negative infinity where there is none. */
  public double best() {
    return best;
  }

  /** How many checkpoints it has reached. */
  public int reached() {
    return bests.length;
  }

  /**
   * The best finite merit so far at a checkpoint; negative infinity where there was none yet.
   *
   * @param checkpoint from 0, below {@link #reached()}
   */
  public double bestAt(int checkpoint) {
    return bests[checkpoint];
  }
}
