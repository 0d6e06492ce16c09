package io.trialstream.api;

import io.trialstream.sampling.ParameterValue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A trial as the REST API shows it.
 *
 * @param trial its id
 * @param state QUEUED, RUNNING, COMPLETED, FAILED, STOPPED or CANCELED
 * @param params its hyperparameters by name, in the search space's order
 * @param score its best finite value that stands; empty where there is none
 * @param interval the interval where the score was reached, from 1; empty without a score
 * @param intervals the intervals reported that stand
 * @param attempts the attempts so far
 * @param reason why it is in this state; empty while nothing is to be said
 * @param basis what a model suggested it from; empty where none did
 */
public record TrialJson(
    String trial,
    String state,
    Map<String, ParameterValue> params,
    OptionalDouble score,
    OptionalInt interval,
    int intervals,
    int attempts,
    Optional<String> reason,
    Optional<Basis> basis) {

  /**
   * What a suggestion was based on.
   *
   * @param model the algorithm's name
   * @param metricsTo the offset behind the last record of the experiment's partition that was
   *     looked at
   * @param observations the trials with a value that were learned from
   * @param fittedTo the same offset for what the model's own parameters were fitted to
   */
  public record Basis(String model, long metricsTo, int observations, long fittedTo) {}
}
