package io.trialstream.sampling;

import java.util.List;

/**
 * The hyperparameters and their expressions.
 *
 * @param names the hyperparameters' names in the file's order
 */
public record SearchSpace(List<String> names) {}
