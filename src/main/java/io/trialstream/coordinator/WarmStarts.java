package io.trialstream.coordinator;

import io.trialstream.coordinator.Imports.Import;
import io.trialstream.coordinator.Imports.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The imports of a task's experiments: starts them, and lets an experiment suggest trials once it
 * has processed the last imported record. For the stream thread alone.
 */
final class WarmStarts {
  private final Imports imports;
  private final Map<String, Import> underWay = new HashMap<>();

  WarmStarts(Imports imports) {
    this.imports = imports;
  }

  /**
   * Looks at an experiment that runs.
   *
   * @param metricsPosition the offset behind the last processed record of {@code metrics}
   * @return whether its import has come to its end
   */
  boolean look(ActiveExperiment experiment, long metricsPosition) {
    if (!experiment.waitsForEarlier()) {
      return false;
    }
    Optional<Outcome> outcome =
        underWay
            .computeIfAbsent(
                experiment.id(),
                id -> imports.start(experiment.submitted(), experiment.specification()))
            .outcome();
    if (outcome.isEmpty()
        || (outcome.get() instanceof Outcome.Complete complete
            && metricsPosition < complete.position())) {
      return false;
    }
    underWay.remove(experiment.id());
    experiment.hasEarlier();
    if (outcome.get() instanceof Outcome.Impossible impossible) {
      experiment.scheduler().fail(Orders.bounded(impossible.sentence()));
    }
    return true;
  }

  /** The experiment has ended. */
  void ended(String experiment) {
    Optional.ofNullable(underWay.remove(experiment)).ifPresent(Import::cancel);
  }

  /** The task goes elsewhere, where the imports start again. */
  void close() {
    underWay.values().forEach(Import::cancel);
    underWay.clear();
  }
}
