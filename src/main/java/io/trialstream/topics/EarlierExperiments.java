package io.trialstream.topics;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.experiment.Objective;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Goal;
import java.util.Optional;

/** Which experiments another one can start from, and the sentences where it cannot. */
public final class EarlierExperiments {
  private EarlierExperiments() {}

  /** What keeps an experiment from being started from: it is unknown or has not ended. */
  public static Optional<String> unready(String id, Optional<Experiment> record) {
    if (record.isEmpty()) {
      return Optional.of(
          "experiment %s is unknown; bin/trialstream experiments lists those there are"
              .formatted(id));
    }
    return record.get().getState() == ExperimentStatus.RUNNING
            || record.get().getMetricsTo() == null
        ? Optional.of(
            "experiment %s has not ended: wait until it has, or cancel it with bin/trialstream stop %s"
                .formatted(id, id))
        : Optional.empty();
  }

  /**
   * What keeps an experiment's trials from being peers of those of another: it is unknown, has not
   * ended, or has another goal or primary metric.
   *
   * @param objective what the later experiment optimises
   */
  public static Optional<String> incomparable(
      Objective objective, String id, Optional<Experiment> record) {
    Optional<String> unready = unready(id, record);
    if (unready.isPresent()) {
      return unready;
    }
    Objective earlier;
    try {
      earlier = ResumedTrials.specification(record.orElseThrow()).objective();
    } catch (InvalidSettingsException e) {
      return Optional.of(
          "the specification of experiment %s cannot be read by this version: %s"
              .formatted(id, e.getMessage()));
    }
    return earlier.equals(objective)
        ? Optional.empty()
        : Optional.of(
            "experiment %s %s, and this one %s; trials are peers only under the same goal and primary metric"
                .formatted(id, text(earlier), text(objective)));
  }

  private static String text(Objective objective) {
    return (objective.goal() == Goal.MAXIMIZE ? "maximizes " : "minimizes ")
        + objective.primaryMetric();
  }
}
