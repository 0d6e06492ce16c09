package io.trialstream.scheduling;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SamplingModel.Basis;
import java.util.List;
import java.util.Optional;

/**
 * A trial that has been suggested.
 *
 * @param number its number, from 0
 * @param parameters its hyperparameters
 * @param basis what a model suggested it from; empty where none did
 * @param state where it stands
 */
public record ScheduledTrial(
    int number, List<Parameter> parameters, Optional<Basis> basis, TrialState state) {

  ScheduledTrial with(TrialState next) {
    return new ScheduledTrial(number, parameters, basis, next);
  }
}
