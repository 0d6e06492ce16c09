package io.trialstream.coordinator;

/**
 * What tells a record of the topic {@code metrics} from all others of its experiment.
 *
 * @param trial the trial's number
 * @param attempt the attempt, from 1
 * @param execution the id of its execution
 * @param seq its number among the records of the execution
 */
public record Sent(int trial, int attempt, String execution, long seq) {}
