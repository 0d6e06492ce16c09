package io.trialstream.stopping;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a log for a test: one execution an attempt, with the right {@code seq}. */
final class Script {
  static final String METRIC = "accuracy";

  final ExperimentLog log;
  private final Map<String, Long> seqs = new HashMap<>();

  Script(Goal goal, String policy, Map<String, Object> keys) {
    this(goal, PolicyOf.settings(policy, keys));
  }

  Script(Goal goal, StoppingPolicy policy) {
    log = new ExperimentLog(goal, METRIC, policy);
  }

  /** The execution that runs the attempt here. */
  static String execution(int trial, int attempt) {
    return "x-" + trial + "-" + attempt;
  }

  Effect start(int trial, int attempt) {
    String execution = execution(trial, attempt);
    return log.started(trial, attempt, execution, next(execution));
  }

  /** Starts the trials' first attempts. */
  Script start(int trials) {
    for (int trial = 0; trial < trials; trial++) {
      start(trial, 1);
    }
    return this;
  }

  Effect report(int trial, int attempt, String metric, double value) {
    String execution = execution(trial, attempt);
    return log.report(trial, attempt, execution, next(execution), metric, value);
  }

  /** Reports the primary metric by an attempt; the decisions of the last of the values. */
  List<Decision> attemptReports(int trial, int attempt, double... values) {
    List<Decision> decisions = List.of();
    for (double value : values) {
      decisions =
          report(trial, attempt, METRIC, value) instanceof Effect.Counted counted
              ? counted.decisions()
              : List.of();
    }
    return decisions;
  }

  /** Reports the primary metric by the first attempt; the decisions of the last of the values. */
  List<Decision> reports(int trial, double... values) {
    return attemptReports(trial, 1, values);
  }

  Effect end(int trial, int attempt, EndState state) {
    String execution = execution(trial, attempt);
    long seq = state == EndState.LOST ? 0 : next(execution);
    return log.ended(trial, attempt, execution, seq, state);
  }

  /** The trials that decisions stop, in order. */
  static int[] stopped(List<Decision> decisions) {
    return decisions.stream().mapToInt(Decision::trial).toArray();
  }

  /** The trials that have a stop, among the first ones. */
  int[] stoppedOf(int trials) {
    int[] all = new int[trials];
    Arrays.setAll(all, trial -> trial);
    return Arrays.stream(all)
        .filter(trial -> log.standing(trial).flatMap(Standing::stopped).isPresent())
        .toArray();
  }

  private long next(String execution) {
    return seqs.merge(execution, 1L, Long::sum);
  }
}
