package io.trialstream.coordinator;

/** Experiment files for tests. */
final class Sweeps {
  private Sweeps() {}

  /**
   * A random sweep over one hyperparameter that maximizes accuracy.
   *
   * @param rest further lines of the file, from the left margin
   */
  static String sweep(int maxTotal, int maxConcurrent, String rest) {
    return """
        type: sweep
        trial:
          command: train --lr ${{search_space.lr}}
        search_space:
          lr: {type: uniform, min_value: 0, max_value: 1}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        limits: {max_total_trials: %d, max_concurrent_trials: %d%s}
        %s
        """
        .formatted(maxTotal, maxConcurrent, "", rest);
  }

  /** The same with further limits, such as {@code , timeout: 10}. */
  static String sweepWithLimits(int maxTotal, int maxConcurrent, String limits, String rest) {
    return sweep(maxTotal, maxConcurrent, rest)
        .replace(
            "max_concurrent_trials: " + maxConcurrent,
            "max_concurrent_trials: " + maxConcurrent + limits);
  }

  /** The same without a command: its trials are asked for. */
  static String asked(int maxTotal, int maxConcurrent, String rest) {
    return sweep(maxTotal, maxConcurrent, rest)
        .replace("trial:\n  command: train --lr ${{search_space.lr}}\n", "");
  }

  static final String MEDIAN = "early_termination: {type: median_stopping}";
}
