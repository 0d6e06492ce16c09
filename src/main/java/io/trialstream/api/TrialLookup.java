package io.trialstream.api;

import io.trialstream.sampling.Parameter;
import java.util.List;
import java.util.Optional;

/** Finds trials of experiments that have ended, whichever instance owns them. */
public interface TrialLookup {

  /**
   * A trial as it ended.
   *
   * @param parameters its hyperparameters
   * @param attempts its attempts, from 1
   */
  record Found(List<Parameter> parameters, int attempts) {}

  /**
   * The trial; empty where the experiment has none of this id.
   *
   * @throws RequestRefusedException UNAVAILABLE where its owner does not answer
   */
  Optional<Found> find(String experiment, String trial)
      throws RequestRefusedException, InterruptedException;
}
