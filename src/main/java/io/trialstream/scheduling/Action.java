package io.trialstream.scheduling;

import io.trialstream.sampling.Parameter;
import java.util.List;

/** What the scheduler wants done. */
public sealed interface Action {

  /**
   * Publish an attempt to the workers.
   *
   * @param trial the trial's number
   * @param attempt the attempt, from 1
   * @param parameters its hyperparameters
   */
  record Suggest(int trial, int attempt, List<Parameter> parameters) implements Action {}

  /**
   * Tell an agent to end an execution.
   *
   * @param stop whether the policy decided it (the end mark says STOPPED); otherwise a kill
   *     (CANCELED)
   */
  record Order(int trial, int attempt, Claim claim, boolean stop, String reason)
      implements Action {}
}
