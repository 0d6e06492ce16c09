package io.trialstream.coordinator;

import io.trialstream.avro.TrialStatus;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SamplingModel.Basis;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A trial as it stands; immutable.
 *
 * @param trial the trial's id
 * @param number its number, from 0
 * @param state its state
 * @param parameters its hyperparameters in the search space's order
 * @param score its best finite value that stands; empty where there is none
 * @param interval the interval where the score was reached; empty without a score
 * @param intervals the intervals reported that stand
 * @param attempts the attempts so far, from 1
 * @param reason why it is in this state; empty while nothing is to be said
 * @param basis what a model suggested it from; empty where none did
 */
public record TrialView(
    String trial,
    int number,
    TrialStatus state,
    List<Parameter> parameters,
    OptionalDouble score,
    OptionalInt interval,
    int intervals,
    int attempts,
    String reason,
    Optional<Basis> basis) {}
