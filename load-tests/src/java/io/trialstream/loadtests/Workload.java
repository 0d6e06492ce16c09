package io.trialstream.loadtests;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the coordinator is given: experiments that are alike.
 *
 * @param name as {@code --rows} takes it
 * @param experiments how many
 * @param trials of each, all at once
 * @param intervals of each trial
 * @param policy the file's {@code early_termination}, in braces
 * @param partitions of the topics
 */
record Workload(
    String name, int experiments, int trials, int intervals, String policy, int partitions) {
  static final String METRIC = "score";

  /** The name of the policy. */
  String policyType() {
    return policy.replaceAll(".*type: *(\\w+).*", "$1");
  }

  /** The reports of the primary metric, were none stopped. */
  long events() {
    return (long) experiments * trials * intervals;
  }

  /** The same with as many intervals as make about this many events. */
  Workload withEvents(long events) {
    int scaled = (int) Math.max(1, events / ((long) experiments * trials));
    return new Workload(name, experiments, trials, scaled, policy, partitions);
  }

  /** The experiments' ids. */
  List<String> ids() {
    return IntStream.range(0, experiments).mapToObj(number -> name + "-e" + number).toList();
  }

  /** The experiment file of each. */
  String file(Curves curves) {
    return file(curves, policy, trials, trials);
  }

  /** The file of an experiment with so many trials in all, and so many at once. */
  static String file(Curves curves, String policy, long total, int concurrent) {
    return """
        type: sweep
        trial:
          command: train --lr ${{search_space.lr}}
        search_space:
          lr: {type: uniform, min_value: 0, max_value: 1}
        sampling_algorithm: random
        objective: {goal: %s, primary_metric: %s}
        limits: {max_total_trials: %d, max_concurrent_trials: %d}
        early_termination: %s
        """
        .formatted(curves.maximize() ? "maximize" : "minimize", METRIC, total, concurrent, policy);
  }

  /** What the file means. */
  Specification specification(Curves curves) {
    return specification(file(curves));
  }

  /** What an experiment's file means. */
  static Specification specification(String file) {
    try {
      return ExperimentFile.parse(file, Optional.empty()).specification();
    } catch (InvalidSettingsException e) {
      throw new LoadTestException("The workload is no experiment: " + e.getMessage());
    }
  }
}
