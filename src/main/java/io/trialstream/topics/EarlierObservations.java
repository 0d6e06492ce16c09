package io.trialstream.topics;

import io.trialstream.sampling.Observation;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.scheduling.Observations;
import java.util.List;

/** What a model can learn from the trials of earlier experiments. */
public final class EarlierObservations {
  private EarlierObservations() {}

  /**
   * The trials of earlier experiments as the log has them, by number, as points of a space: without
   * those that lack one of its hyperparameters or lie outside, or whose start told none.
   */
  public static List<Observation> of(MetricLog log, SearchSpace space) {
    return log.earlier().stream()
        .flatMap(
            trial ->
                space.own(trial.parameters()).stream()
                    .map(point -> Observations.of(log.log(), trial.number(), point)))
        .toList();
  }
}
