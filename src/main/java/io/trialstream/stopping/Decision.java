package io.trialstream.stopping;

import java.util.OptionalDouble;

/**
 * The policy stops a trial: the evidence.
 *
 * @param trial the trial's number
 * @param attempt the attempt that is stopped, from 1
 * @param policy the policy's name, as the experiment file writes it
 * @param interval the interval that was judged, from 1
 * @param value the best so far that was judged; empty where there is no finite value
 * @param limit what it was held against: the policy's limit; truncation: k
 * @param peers the number of trials that the rule compared
 */
public record Decision(
    int trial,
    int attempt,
    String policy,
    int interval,
    OptionalDouble value,
    OptionalDouble limit,
    int peers) {}
