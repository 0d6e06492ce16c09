package io.trialstream.sampling;

/**
 * A hyperparameter of a trial.
 *
 * @param name its name in the search space
 * @param value its value
 */
public record Parameter(String name, ParameterValue value) {}
