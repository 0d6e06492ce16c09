package io.trialstream.experiment;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The experiment's limits.
 *
 * @param maxTotalTrials trials at most, from 1; default 1000
 * @param maxConcurrentTrials trials suggested and not ended at most, from 1; default maxTotalTrials
 * @param timeout the experiment's time from submission; default 5,184,000 s
 * @param trialTimeout an attempt's time from its start; empty: none
 * @param maxRetries further attempts after a LOST one (or a FAILED one where {@code retryFailed}),
 *     from 0; default 2
 * @param retryFailed whether a failed attempt is tried again; default false
 * @param maxFailedTrials failed trials at most before the experiment fails, from 0; empty: no limit
 *     but that of the first ones
 */
public record Limits(
    long maxTotalTrials,
    long maxConcurrentTrials,
    Duration timeout,
    Optional<Duration> trialTimeout,
    int maxRetries,
    boolean retryFailed,
    OptionalLong maxFailedTrials) {}
