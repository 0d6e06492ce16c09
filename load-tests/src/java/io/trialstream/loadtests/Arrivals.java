package io.trialstream.loadtests;

import io.trialstream.experiment.Specification;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order in which the reports of an experiment's trials reach its log: asynchronous, each trial
 * at a speed of its own between half and twice the usual one, so that hundreds of intervals are
 * open at once. A trial that the policy stops reports once more, as those do that hear of it late,
 * and ends.
 */
final class Arrivals {
  private static final int LATE_REPORTS = 1;

  private final Workload workload;
  private final Curves curves;
  private final ExperimentLog log;
  private final List<Decision> decisions = new ArrayList<>();
  private final SplittableRandom random;
  private final double[] pace;
  private final double[] next;
  private final int[] heap;
  private final int[] reported;
  private final int[] left;
  private final long[] seq;
  private int running;

  /** Takes what happens. */
  interface Sink {
    /** A trial reports. */
    void report(int trial, long seq, double value);

    /** A trial ends. */
    void end(int trial, long seq, EndState state);
  }

  /** All trials have started; each has used the {@code seq} 1 for that. */
  Arrivals(Workload workload, Curves curves, long seed) {
    Specification specification = workload.specification(curves);
    this.workload = workload;
    this.curves = curves;
    this.log =
        new ExperimentLog(
            specification.objective().goal(), Workload.METRIC, specification.policy());
    this.random = new SplittableRandom(seed);
    int trials = workload.trials();
    pace = new double[trials];
    next = new double[trials];
    heap = new int[trials];
    reported = new int[trials];
    left = new int[trials];
    seq = new long[trials];
    for (int trial = 0; trial < trials; trial++) {
      pace[trial] = Math.pow(2, 2 * random.nextDouble() - 1);
      next[trial] = pace[trial] * random.nextDouble();
      left[trial] = workload.intervals();
      seq[trial] = 1;
      log.started(trial, 1, execution(trial), 1);
      heap[running++] = trial;
      up(running - 1);
    }
  }

  /** The id of the execution that runs a trial. */
  static String execution(int trial) {
    return "execution-" + trial;
  }

  /** What the policy decides on this log. */
  List<Decision> decisions() {
    return decisions;
  }

  /** Whether a trial still runs. */
  boolean hasNext() {
    return running > 0;
  }

  /** The next report, and the end of its trial where it is the last. */
  void next(Sink sink) {
    int trial = heap[0];
    int interval = ++reported[trial];
    double value = curves.value(trial, interval, workload.intervals());
    sink.report(trial, ++seq[trial], value);
    Effect effect = log.report(trial, 1, execution(trial), seq[trial], Workload.METRIC, value);
    left[trial]--;
    if (effect instanceof Effect.Counted counted) {
      for (Decision decision : counted.decisions()) {
        decisions.add(decision);
        left[decision.trial()] = Math.min(left[decision.trial()], LATE_REPORTS);
      }
    }
    if (left[trial] <= 0) {
      boolean stopped = reported[trial] < workload.intervals();
      EndState state = stopped ? EndState.STOPPED : EndState.COMPLETED;
      sink.end(trial, ++seq[trial], state);
      log.ended(trial, 1, execution(trial), seq[trial], state);
      heap[0] = heap[--running];
    } else {
      next[trial] += pace[trial] * (0.5 + random.nextDouble());
    }
    down();
  }

  private void up(int from) {
    int at = from;
    int trial = heap[at];
    while (at > 0 && next[trial] < next[heap[(at - 1) / 2]]) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = trial;
  }

  private void down() {
    if (running == 0) {
      return;
    }
    int at = 0;
    int trial = heap[0];
    while (2 * at + 1 < running) {
      int child = 2 * at + 1;
      if (child + 1 < running && next[heap[child + 1]] < next[heap[child]]) {
        child++;
      }
      if (next[trial] <= next[heap[child]]) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = trial;
  }
}
