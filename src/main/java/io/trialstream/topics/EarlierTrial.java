package io.trialstream.topics;

import io.trialstream.sampling.Parameter;
import java.util.List;

/**
 * A trial of an earlier experiment in the log of a later one.
 *
 * @param id its id, that of the earlier experiment's trial
 * @param number its number in the later experiment's log, from {@link
 *     io.trialstream.stopping.ExperimentLog#FIRST_EARLIER}
 * @param parameters its hyperparameters; none where its start told none
 */
public record EarlierTrial(String id, int number, List<Parameter> parameters) {
  /** Copies the list. */
  public EarlierTrial {
    parameters = List.copyOf(parameters);
  }
}
