package io.trialstream.replay;

import io.trialstream.stopping.EndState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events of one experiment in the order of its log, a column for each field, so that millions pass
 * without an object each. Filled once, then only read; not safe for use by several threads.
 */
public final class EventBatch {
  /** The events that a batch takes. */
  public static final int CAPACITY = 4096;

  /** Where no interval, partition or offset is known. */
  public static final int UNKNOWN = -1;

  private final int[] trials = new int[CAPACITY];
  private final int[] attempts = new int[CAPACITY];
  private final int[] intervals = new int[CAPACITY];
  private final @Nullable String[] metrics = new String[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private final @Nullable EndState[] states = new EndState[CAPACITY];
  private final int[] partitions = new int[CAPACITY];
  private final long[] offsets = new long[CAPACITY];
  private final @Nullable String[] times = new String[CAPACITY];
  private int size;

  /**
   * Adds a report.
   *
   * @param trial the trial's number, from 0
   * @param attempt the attempt, from 1
   * @param interval the interval that the event itself names; {@link #UNKNOWN} where it names none
   */
  public void report(int trial, int attempt, int interval, String metric, double value) {
    trials[size] = trial;
    attempts[size] = attempt;
    intervals[size] = interval;
    metrics[size] = metric;
    values[size] = value;
    states[size] = null;
    place(UNKNOWN, UNKNOWN, null);
    size++;
  }

  /**
   * Adds an end mark.
   *
   * @param trial the trial's number, from 0
   * @param attempt the attempt, from 1
   */
  public void end(int trial, int attempt, EndState state) {
    trials[size] = trial;
    attempts[size] = attempt;
    intervals[size] = UNKNOWN;
    metrics[size] = null;
    states[size] = state;
    place(UNKNOWN, UNKNOWN, null);
    size++;
  }

  /**
   * Tells where the log has the event that was added last.
   *
   * @param time in ISO 8601; null where it is not known
   */
  public void placeLast(int partition, long offset, @Nullable String time) {
    size--;
    place(partition, offset, time);
    size++;
  }

  private void place(int partition, long offset, @Nullable String time) {
    partitions[size] = partition;
    offsets[size] = offset;
    times[size] = time;
  }

  /** Whether it takes no more. */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /** The number of events. */
  public int size() {
    return size;
  }

  int trial(int index) {
    return trials[index];
  }

  int attempt(int index) {
    return attempts[index];
  }

  /** The interval that the event itself names; {@link #UNKNOWN} where it names none. */
  int interval(int index) {
    return intervals[index];
  }

  /** The metric of a report; null for an end mark. */
  @Nullable String metric(int index) {
    return metrics[index];
  }

  double value(int index) {
    return values[index];
  }

  /** The state of an end mark; null for a report. */
  @Nullable EndState state(int index) {
    return states[index];
  }

  /** Where the log has the event, as far as that is known. */
  Place place(int index) {
    return new Place(partitions[index], offsets[index], Optional.ofNullable(times[index]));
  }
}
