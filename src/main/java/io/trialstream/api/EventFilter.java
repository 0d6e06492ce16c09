package io.trialstream.api;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.stopping.Effect;
import io.trialstream.topics.MetricLog;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns the records of an experiment's partition, given in order, into the events that its export
 * shows: without other experiments' records, without those that do not count, without starts.
 */
final class EventFilter {
  private final String experiment;
  private final Optional<String> trial;
  private final MetricLog log;

  /**
   * @param log the experiment's log, without records
   * @param trial only this trial's events; empty for all
   */
  EventFilter(String experiment, MetricLog log, Optional<String> trial) {
    this.experiment = experiment;
    this.trial = trial;
    this.log = log;
  }

  /** The event that the next record is shown as; empty where it is not shown. */
  Optional<EventJson> next(MetricEvent record) {
    if (!record.getExperiment().equals(experiment)) {
      return Optional.empty();
    }
    // Records of other trials are applied too: what counts can depend on them.
    MetricLog.Reading reading = log.apply(record);
    boolean wanted = trial.isEmpty() || trial.get().equals(record.getTrial());
    return wanted && reading instanceof MetricLog.Reading.Applied applied
        ? event(record, applied.effect())
        : Optional.empty();
  }

  private static Optional<EventJson> event(MetricEvent record, Effect effect) {
    if (effect instanceof Effect.Dropped || record.getKind() == EventKind.STARTED) {
      return Optional.empty();
    }
    if (record.getKind() == EventKind.ENDED) {
      String state = String.valueOf(record.getState());
      return Optional.of(new EventJson.End(record.getTrial(), record.getAttempt(), state));
    }
    int interval = effect instanceof Effect.Counted counted ? counted.interval() : 0;
    return Optional.of(
        new EventJson.Report(
            record.getTrial(),
            record.getAttempt(),
            interval > 0 ? OptionalInt.of(interval) : OptionalInt.empty(),
            record.getMetric(),
            record.getValue()));
  }
}
