package io.trialstream.scheduling;

import io.trialstream.sampling.Parameter;
import java.util.List;

/**
 * A trial that has been suggested.
 *
 * @param number its number, from 0
 * @param parameters its hyperparameters
 * @param state where it stands
 */
public record ScheduledTrial(int number, List<Parameter> parameters, TrialState state) {

  ScheduledTrial with(TrialState next) {
    return new ScheduledTrial(number, parameters, next);
  }
}
