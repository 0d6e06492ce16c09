package io.trialstream.api;

import io.trialstream.avro.EventKind;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns the records of an experiment's partition, given in order, into the events that its export
 * shows: without other experiments' records, without those that do not count, without starts.
 */
final class EventFilter {
  private final Optional<String> trial;
  private final MetricLog log;

  /**
   * @param log the experiment's log, without records
   * @param trial only this trial's events; empty for all
   */
  EventFilter(MetricLog log, Optional<String> trial) {
    this.trial = trial;
    this.log = log;
  }

  /**
   * The event that the next record is shown as; empty where it is not shown.
   *
   * @param place the record as the topic has it
   * @param record its value
   */
  Optional<EventJson> next(ConsumerRecord<?, ?> place, MetricView record) {
    if (!log.isOf(record)) {
      return Optional.empty();
    }
    // Records of other trials are applied too: what counts can depend on them.
    MetricLog.Reading reading = log.apply(record);
    boolean wanted = trial.isEmpty() || trial.get().equals(record.trial());
    return wanted && reading instanceof MetricLog.Reading.Applied applied
        ? event(place, record, applied)
        : Optional.empty();
  }

  private static Optional<EventJson> event(
      ConsumerRecord<?, ?> place, MetricView record, MetricLog.Reading.Applied applied) {
    Effect effect = applied.effect();
    boolean earlier = applied.trial() >= ExperimentLog.FIRST_EARLIER;
    if (effect instanceof Effect.Dropped || record.kind() == EventKind.STARTED) {
      return Optional.empty();
    }
    Instant time = Instant.ofEpochMilli(place.timestamp());
    if (record.kind() == EventKind.ENDED) {
      return Optional.of(
          new EventJson.End(
              record.trial(),
              record.attempt(),
              String.valueOf(record.state()),
              place.partition(),
              place.offset(),
              time,
              earlier));
    }
    int interval = effect instanceof Effect.Counted counted ? counted.interval() : 0;
    return Optional.of(
        new EventJson.Report(
            record.trial(),
            record.attempt(),
            interval > 0 ? OptionalInt.of(interval) : OptionalInt.empty(),
            record.metric(),
            record.value(),
            place.partition(),
            place.offset(),
            time,
            earlier));
  }
}
