package io.trialstream.scheduling;

/**
 * Who runs an attempt.
 *
 * @param execution the execution that owns it
 * @param worker the agent's id
 * @param inbox the partition of {@code commands} on which the agent listens
 */
public record Claim(String execution, String worker, int inbox) {}
