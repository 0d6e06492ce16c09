package io.trialstream.server;

import io.trialstream.sampling.ParameterValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What those are answered who ask for trials and tell of them. */
final class AskJson {
  private AskJson() {}

  /**
   * Trials to run.
   *
   * @param trials none where the limits allow no more at the moment, or the experiment has ended
   * @param state the experiment's state
   */
  record Suggested(List<Trial> trials, String state) {}

  /** An attempt at a trial, with its hyperparameters by name in the search space's order. */
  record Trial(String trial, int attempt, Map<String, ParameterValue> params) {}

  /**
   * A report was taken.
   *
   * @param interval its interval; empty for other metrics than the primary one, and where the owner
   *     has not passed it yet
   * @param stop whether the trial is to end
   * @param reason why
   */
  record Reported(OptionalInt interval, boolean stop, Optional<String> reason) {}

  /**
   * An attempt has ended.
   *
   * @param state where the trial stands: QUEUED where another attempt follows
   */
  record Completed(String trial, int attempt, String state, Optional<String> reason) {}

  /**
   * A lease is renewed.
   *
   * @param stop whether the trial is to end
   * @param reason why
   */
  record Renewed(boolean stop, Optional<String> reason) {}

  /** A reason to be shown; empty where nothing is to be said. */
  static Optional<String> reason(String reason) {
    return Optional.of(reason).filter(given -> !given.isEmpty());
  }
}
