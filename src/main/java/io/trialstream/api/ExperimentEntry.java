package io.trialstream.api;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.Goal;
import io.trialstream.topics.ResumedTrials;
import java.util.Optional;

/**
 * An experiment as the {@code experiments} topic has it.
 *
 * @param record its latest record, not to be changed
 * @param summary what lists show of its specification; empty where this version cannot read that
 */
public record ExperimentEntry(Experiment record, Optional<Summary> summary) {

  /**
   * What lists show of a specification: little, so that a directory of many experiments stays
   * small.
   *
   * @param displayName for people
   * @param goal which values are better
   * @param primaryMetric the metric that decides
   * @param trials how many trials the experiment can have
   * @param pool the worker pool that runs it; empty where its trials are asked for over HTTP
   */
  public record Summary(
      Optional<String> displayName,
      Goal goal,
      String primaryMetric,
      long trials,
      Optional<String> pool) {}

  /** Reads a record; its specification as far as this version can. */
  static ExperimentEntry of(Experiment record) {
    try {
      return new ExperimentEntry(record, Optional.of(summary(specification(record))));
    } catch (InvalidSettingsException e) {
      return new ExperimentEntry(record, Optional.empty());
    }
  }

  /** This experiment's next record; a specification that has not changed is not read again. */
  ExperimentEntry next(Experiment record) {
    boolean same = record.getSpecification().equals(this.record.getSpecification());
    return same ? new ExperimentEntry(record, summary) : of(record);
  }

  /** The whole specification, read again. */
  Specification specification() throws InvalidSettingsException {
    return specification(record);
  }

  private static Specification specification(Experiment record) throws InvalidSettingsException {
    return ResumedTrials.specification(record);
  }

  private static Summary summary(Specification specification) {
    return new Summary(
        specification.displayName(),
        specification.objective().goal(),
        specification.objective().primaryMetric(),
        specification.trials(),
        specification.trial().map(trial -> specification.pool()));
  }
}
