package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;

/** Answers where an experiment stands. */
@FunctionalInterface
interface ExperimentSource {

  /** The experiment with this id. */
  ExperimentJson experiment(String id) throws ApiException;
}
