package io.trialstream.api;

import io.trialstream.avro.Decision;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stop by the early-termination policy, with its evidence, as the REST API shows it.
 *
 * @param trial the trial's id
 * @param attempt the attempt that was stopped, from 1
 * @param policy the policy's name
 * @param interval the interval that was judged, from 1
 * @param value the value that was judged: the best so far, empty where there was no finite one;
 *     threshold: the value as reported, NaN and the infinities included
 * @param limit what it was held against; empty where there was no such number
 * @param peers the number of trials that the rule compared; 1 where it looks at one alone
 * @param reason the decision as a sentence
 * @param partition the partition of {@code metrics} with the report that caused it; empty, as are
 *     the two after it, where a replayed file does not tell
 * @param offset that report's offset
 * @param time that report's time in the log
 */
public record DecisionJson(
    String trial,
    int attempt,
    String policy,
    int interval,
    OptionalDouble value,
    OptionalDouble limit,
    int peers,
    String reason,
    OptionalInt partition,
    OptionalLong offset,
    Optional<Instant> time) {

  /** A decision as its topic has it. */
  public static DecisionJson of(Decision decision) {
    return new DecisionJson(
        decision.getTrial(),
        decision.getAttempt(),
        decision.getPolicy(),
        decision.getInterval(),
        optional(decision.getValue()),
        optional(decision.getLimit()),
        decision.getPeers(),
        decision.getReason(),
        OptionalInt.of(decision.getPartition()),
        OptionalLong.of(decision.getOffset()),
        Optional.of(decision.getTime()));
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
