package io.trialstream.experiment;

import io.trialstream.stopping.Goal;

/**
 * What the experiment optimises.
 *
 * @param goal which values are better
 * @param primaryMetric the metric's name, as the script reports it
 */
public record Objective(Goal goal, String primaryMetric) {}
