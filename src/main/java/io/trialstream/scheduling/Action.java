package io.trialstream.scheduling;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SamplingModel.Basis;
import java.util.List;
import java.util.Optional;

/** What the scheduler wants done. */
public sealed interface Action {

  /**
   * Publish an attempt to the workers.
   *
   * @param trial the trial's number
   * @param attempt the attempt, from 1
   * @param parameters its hyperparameters
   * @param basis what a model suggested them from; empty where none did
   */
  record Suggest(int trial, int attempt, List<Parameter> parameters, Optional<Basis> basis)
      implements Action {
    static Suggest of(ScheduledTrial trial) {
      return new Suggest(
          trial.number(), trial.state().attempt(), trial.parameters(), trial.basis());
    }
  }

  /**
   * Tell an agent to end an execution.
   *
   * @param stop whether the policy decided it (the end mark says STOPPED); otherwise a kill
   *     (CANCELED)
   */
  record Order(int trial, int attempt, Claim claim, boolean stop, String reason)
      implements Action {}
}
