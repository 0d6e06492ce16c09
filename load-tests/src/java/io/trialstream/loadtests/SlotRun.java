package io.trialstream.loadtests;

import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.StoppingPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * An experiment of recorded curves under a policy, on a fleet with so many slots: each trial
 * reports at a pace of its own, between half and twice the usual one. A stop takes effect at once,
 * and the slot takes the next trial. The paces are a function of the seed and the trial, so that
 * policies meet the same trials.
 */
final class SlotRun {
  private static final String METRIC = "loss";

  private final List<double[]> curves;
  private final ExperimentLog log;
  private final long seed;
  private final PriorityQueue<Running> next =
      new PriorityQueue<>(
          Comparator.comparingDouble((Running running) -> running.at)
              .thenComparingInt(running -> running.trial));
  private final Map<Integer, Running> running = new HashMap<>();
  private int started;
  private long seq;
  private long reports;
  private int stops;

  /**
   * What came of it.
   *
   * @param saved the share of the reports that were not made, from 0 to 1
   * @param keptBest whether the trial with the lowest reading reached it
   * @param regret by how much the lowest reading that was reached is above the lowest of all
   * @param stops the trials stopped
   */
  record Outcome(double saved, boolean keptBest, double regret, int stops) {}

  private static final class Running {
    final int trial;
    final double pace;
    final SplittableRandom jitter;
    int reported;
    double at;

    Running(int trial, SplittableRandom random, double now) {
      this.trial = trial;
      this.pace = Math.pow(2, 2 * random.nextDouble() - 1);
      this.jitter = random;
      this.at = now;
      advance();
    }

    void advance() {
      at += pace * (0.5 + jitter.nextDouble());
    }
  }

  private SlotRun(List<double[]> curves, StoppingPolicy policy, long seed) {
    this.curves = curves;
    this.log = new ExperimentLog(Goal.MINIMIZE, METRIC, policy);
    this.seed = seed;
  }

  /**
   * Runs all curves.
   *
   * @param curves the readings of each trial, lower is better; in the order in which trials start
   * @param slots the trials at once
   */
  static Outcome of(List<double[]> curves, StoppingPolicy policy, int slots, long seed) {
    SlotRun run = new SlotRun(curves, policy, seed);
    for (int slot = 0; slot < slots; slot++) {
      run.startNext(0);
    }
    run.finish();
    return run.outcome();
  }

  private void startNext(double now) {
    if (started < curves.size()) {
      int trial = started++;
      log.started(trial, 1, METRIC, ++seq);
      Running begun = new Running(trial, new SplittableRandom(seed * 1_000_003 + trial), now);
      running.put(trial, begun);
      next.add(begun);
    }
  }

  private void finish() {
    while (!next.isEmpty()) {
      Running reporter = next.poll();
      double[] curve = curves.get(reporter.trial);
      double value = curve[reporter.reported++];
      reports++;
      Effect effect = log.report(reporter.trial, 1, METRIC, ++seq, METRIC, value);
      if (effect instanceof Effect.Counted counted) {
        for (Decision decision : counted.decisions()) {
          stops++;
          end(decision.trial(), EndState.STOPPED, reporter.at);
        }
      }
      if (running.containsKey(reporter.trial)) {
        if (reporter.reported == curve.length) {
          end(reporter.trial, EndState.COMPLETED, reporter.at);
        } else {
          reporter.advance();
          next.add(reporter);
        }
      }
    }
  }

  private void end(int trial, EndState state, double now) {
    Running ended = running.remove(trial);
    if (ended != null) {
      next.remove(ended);
      log.ended(trial, 1, METRIC, ++seq, state);
      startNext(now);
    }
  }

  private Outcome outcome() {
    int best = 0;
    long all = 0;
    for (int trial = 0; trial < curves.size(); trial++) {
      all += curves.get(trial).length;
      if (lowest(curves.get(trial)) < lowest(curves.get(best))) {
        best = trial;
      }
    }
    double lowest = lowest(curves.get(best));
    double kept = score(log.ranking(1)[0]);
    return new Outcome(
        1 - (double) reports / all, score(best) <= lowest, Math.max(0, kept - lowest), stops);
  }

  private double score(int trial) {
    return log.standing(trial).orElseThrow().score().orElse(Double.POSITIVE_INFINITY);
  }

  private static double lowest(double[] curve) {
    double lowest = Double.POSITIVE_INFINITY;
    for (double reading : curve) {
      lowest = Double.isFinite(reading) && reading < lowest ? reading : lowest;
    }
    return lowest;
  }
}
