package io.trialstream.stopping;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial as its experiment's log has it.
 *
 * @param trial the trial's number
 * @param attempt the highest attempt that started, from 1
 * @param execution the execution that owns it
 * @param ended its end mark's state; empty while it has none
 * @param stopped the policy's decision to stop the trial; empty where there is none
 * @param intervals the intervals reported that stand
 * @param score the best finite value that stands; empty where there is none
 * @param scoreInterval the interval where the score was first reached, from 1; 0 without a score
 */
public record Standing(
    int trial,
    int attempt,
    String execution,
    Optional<EndState> ended,
    Optional<Decision> stopped,
    int intervals,
    OptionalDouble score,
    int scoreInterval) {}
