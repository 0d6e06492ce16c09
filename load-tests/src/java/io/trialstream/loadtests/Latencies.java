package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How long something takes, over a window of time: as a whole, and for each step of the window.
 * Each duration counts from the moment at which what it waits for was due, not from when it was
 * done late: a stall is paid for by everything that was due during it, so that nothing is left out
 * that a tester who waits would not have sent. Safe for use by several threads.
 */
final class Latencies {
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MS = 1e6;

  private final String name;
  private final Histogram whole = new Histogram(DIGITS);
  private final List<Histogram> steps = new ArrayList<>();
  private long fromNanos = Long.MAX_VALUE;
  private long untilNanos = Long.MAX_VALUE;
  private long stepNanos = 1;

  /**
   * @param name what is measured, from what to what
   */
  Latencies(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Measures what is due from now on. */
  synchronized void open(long stepNanos) {
    this.fromNanos = System.nanoTime();
    this.untilNanos = Long.MAX_VALUE;
    this.stepNanos = stepNanos;
    whole.reset();
    steps.clear();
  }

  /** Measures nothing that is due from now on. */
  synchronized void shut() {
    untilNanos = System.nanoTime();
  }

  /**
   * Something is done.
   *
   * @param dueNanos when what it waited for was due
   * @param nanos when it was done
   */
  synchronized void record(long dueNanos, long nanos) {
    if (dueNanos < fromNanos || dueNanos >= untilNanos) {
      return;
    }
    long duration = Math.max(0, nanos - dueNanos);
    int step = (int) ((dueNanos - fromNanos) / stepNanos);
    while (steps.size() <= step) {
      steps.add(new Histogram(DIGITS - 1));
    }
    whole.recordValue(duration);
    steps.get(step).recordValue(duration);
  }

  /** How many have been recorded. */
  synchronized long count() {
    return whole.getTotalCount();
  }

  /** A percentile of all of them, in milliseconds. */
  synchronized double ms(double percentile) {
    return ms(whole, percentile);
  }

  private static double ms(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / NANOS_PER_MS;
  }

  /** The figures of a report's row. */
  synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("measured", name);
    figures.put("count", whole.getTotalCount());
    figures.put("p50_ms", ms(50));
    figures.put("p90_ms", ms(90));
    figures.put("p99_ms", ms(99));
    figures.put("p99_9_ms", ms(99.9));
    figures.put("max_ms", whole.getMaxValue() / NANOS_PER_MS);
    return figures;
  }

  /** Milliseconds by percentile, as {@link Report.Chart#percentiles} draws them. */
  synchronized Series byPercentile() {
    List<double[]> points = new ArrayList<>();
    for (HistogramIterationValue value : whole.percentiles(5)) {
      double above = 1 - value.getPercentileLevelIteratedTo() / 100;
      if (above > 0) {
        points.add(new double[] {1 / above, value.getValueIteratedTo() / NANOS_PER_MS});
      }
    }
    return new Series(name, points);
  }

  /** A percentile of each step in milliseconds, by seconds since the window opened. */
  synchronized Series overTime(double percentile) {
    List<double[]> points = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      if (steps.get(step).getTotalCount() > 0) {
        points.add(new double[] {(step + 0.5) * stepNanos / 1e9, ms(steps.get(step), percentile)});
      }
    }
    String shown = percentile == Math.rint(percentile) ? "%.0f" : "%s";
    return new Series(name + ", p" + shown.formatted(percentile), points);
  }
}
