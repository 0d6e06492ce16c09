package io.trialstream.server;

import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.coordinator.AskedTrial;
import io.trialstream.scheduling.TrialState;
import java.util.Optional;

/** Who may tell of a trial: the worker that was given its latest attempt, until that ends. */
final class Fence {
  private Fence() {}

  /**
   * The state of a trial of which an attempt may be told.
   *
   * @param trial the trial's id
   * @param attempt the attempt that the worker says it runs
   * @param worker the name that the worker gives; empty where it gives none
   * @throws RequestRefusedException CONFLICT, with the reason why the worker may not tell
   */
  static TrialState.Claimed pass(String trial, AskedTrial at, int attempt, Optional<String> worker)
      throws RequestRefusedException {
    TrialState state = at.state();
    if (attempt < state.attempt()) {
      throw conflict(
          "Attempt %d of trial '%s' is over, and attempt %d took its place%s; ask for another trial"
              .formatted(attempt, trial, state.attempt(), because(state)));
    }
    if (state instanceof TrialState.Ended) {
      throw ended(trial, state.status().name(), state.reason());
    }
    if (attempt > state.attempt() || !(state instanceof TrialState.Claimed claimed)) {
      throw conflict(
          "Attempt %d of trial '%s' has been given to nobody; ask for trials with trials:suggest"
              .formatted(attempt, trial));
    }
    String owner = claimed.claim().worker();
    if (worker.isPresent() && !worker.get().equals(owner)) {
      throw conflict(
          "Attempt %d of trial '%s' was given to worker '%s', not to '%s'; a worker tells of its own trials alone"
              .formatted(attempt, trial, owner, worker.get()));
    }
    return claimed;
  }

  /** The trial has ended. */
  static RequestRefusedException ended(String trial, String state, String reason) {
    return conflict(
        "Trial '%s' has ended: it is %s%s; ask for another trial"
            .formatted(trial, state, reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  /** Whether the trial is to end, or has ended: nothing that is reported helps it any more. */
  static boolean isStopped(TrialState state) {
    return state instanceof TrialState.Stopping
        || state instanceof TrialState.Canceling
        || state instanceof TrialState.Ended;
  }

  private static String because(TrialState state) {
    return state instanceof TrialState.Queued && !state.reason().isEmpty()
        ? " (" + state.reason() + ")"
        : "";
  }

  static RequestRefusedException conflict(String sentence) {
    return new RequestRefusedException(Kind.CONFLICT, sentence);
  }
}
