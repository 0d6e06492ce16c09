package io.trialstream.loadtests;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.Specification;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The trials of one experiment, which report for as long as they are asked to, and what a replay of
 * their log decides. Most learn, in random order. The last ones wait: each can be made to report so
 * badly that it is stopped, which shows when the coordinator decides.
 */
final class Reporters {
  private final Deployment to;
  private final Workload workload;
  private final Curves curves;
  private final String experiment;
  private final ExperimentLog log;
  private final List<Decision> decisions = new ArrayList<>();
  private final SplittableRandom random;
  private final int[] running;
  private final int[] reported;
  private final long[] seq;
  private final double worst;
  private int runningCount;
  private int nextFailing;
  private long records;

  /** All trials have started, with the {@code seq} 1. */
  Reporters(Deployment to, Workload workload, Curves curves, String experiment, int failing) {
    Specification specification = workload.specification(curves);
    this.to = to;
    this.workload = workload;
    this.curves = curves;
    this.experiment = experiment;
    this.log =
        new ExperimentLog(
            specification.objective().goal(), Workload.METRIC, specification.policy());
    this.random = new SplittableRandom(experiment.hashCode());
    this.worst = curves.maximize() ? -1e6 : 1e6;
    this.reported = new int[workload.trials()];
    this.seq = new long[workload.trials()];
    this.nextFailing = workload.trials() - failing;
    this.running = new int[nextFailing];
    this.runningCount = nextFailing;
    for (int trial = 0; trial < workload.trials(); trial++) {
      seq[trial] = 1;
      log.started(trial, 1, Arrivals.execution(trial), 1);
      if (trial < runningCount) {
        running[trial] = trial;
      }
    }
    records = workload.trials();
  }

  /** The decisions that a replay of the log makes. */
  List<Decision> decisions() {
    return decisions;
  }

  /** The records of the log. */
  long records() {
    return records;
  }

  /** Some trial that learns reports. */
  void report() {
    int at = random.nextInt(runningCount);
    int trial = running[at];
    int interval = ++reported[trial];
    for (Decision stopped :
        report(trial, curves.value(trial, interval, 2 * workload.intervals()))) {
      end(stopped.trial());
    }
  }

  private List<Decision> report(int trial, double value) {
    to.send(
        event(trial, ++seq[trial], EventKind.REPORT)
            .setMetric(Workload.METRIC)
            .setValue(value)
            .build());
    records++;
    Effect effect =
        log.report(trial, 1, Arrivals.execution(trial), seq[trial], Workload.METRIC, value);
    List<Decision> made =
        effect instanceof Effect.Counted counted ? counted.decisions() : List.of();
    decisions.addAll(made);
    return made;
  }

  private void end(int trial) {
    to.send(
        event(trial, ++seq[trial], EventKind.ENDED)
            .setState(io.trialstream.avro.EndState.STOPPED)
            .setReason("")
            .build());
    records++;
    log.ended(trial, 1, Arrivals.execution(trial), seq[trial], EndState.STOPPED);
    for (int at = 0; at < runningCount; at++) {
      if (running[at] == trial) {
        running[at] = running[--runningCount];
      }
    }
  }

  /** Every trial ends. */
  void endAll() {
    for (int trial = 0; trial < workload.trials(); trial++) {
      if (log.standing(trial).filter(standing -> standing.ended().isEmpty()).isPresent()) {
        end(trial);
      }
    }
  }

  /**
   * A trial that waited reports until it is stopped.
   *
   * @return its number
   */
  int failNext() {
    int trial = nextFailing++;
    if (trial >= workload.trials()) {
      throw new LoadTestException("No decision was made while hundreds were due.");
    }
    int most = 100;
    while (report(trial, worst).isEmpty() && most-- > 0) {}
    return trial;
  }

  private MetricEvent.Builder event(int trial, long number, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(experiment)
        .setTrial(experiment + "_" + trial)
        .setAttempt(1)
        .setExecution(Arrivals.execution(trial))
        .setSeq(number)
        .setKind(kind)
        .setTime(Instant.EPOCH);
  }
}
