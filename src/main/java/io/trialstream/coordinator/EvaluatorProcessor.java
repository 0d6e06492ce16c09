package io.trialstream.coordinator;

import io.trialstream.avro.EventKind;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Applies the records of {@code metrics} to their experiments' logs and journals those that count.
 * What starts, ends or stops a trial goes on to the scheduler; nearly all records are reports that
 * do none of it, and are done with here; those that were told over HTTP go on as well, for the
 * answer.
 */
final class EvaluatorProcessor implements Processor<String, Inbound, Object, Object> {
  static final String NAME = "evaluator";

  private final CoordinatorMeters meters;
  private @Nullable TaskAccess task;
  private @Nullable EventCounts counts;

  EvaluatorProcessor(CoordinatorMeters meters) {
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    TaskAccess opened = TaskAccess.open(context, meters);
    task = opened;
    counts = EventCounts.start(opened);
  }

  @Override
  public void close() {
    EventCounts started = counts;
    if (started != null) {
      started.close();
      counts = null;
    }
  }

  private TaskAccess task() {
    TaskAccess opened = task;
    if (opened == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return opened;
  }

  private EventCounts counts() {
    EventCounts started = counts;
    if (started == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return started;
  }

  @Override
  public void process(Record<String, Inbound> record) {
    TaskAccess access = task();
    RecordMetadata place = access.place();
    // What follows from the record is based on the log up to it.
    access.journals().metricsPosition(place.offset() + 1);
    if (record.value() instanceof Inbound.MetricIn in) {
      counts().add(evaluate(access, record, in.record(), place));
    } else if (record.value() instanceof Inbound.Poison poison) {
      access.destinations().deadLetter(record, poison.bytes(), poison.sentence());
      counts().add(Passed.DEAD_LETTER);
    }
  }

  private static Passed evaluate(
      TaskAccess access, Record<String, Inbound> record, MetricView metric, RecordMetadata place) {
    Optional<ActiveExperiment> active = active(access, record.key(), metric);
    if (active.isEmpty()) {
      return notActive(access, record, metric);
    }
    ActiveExperiment experiment = active.get();
    MetricLog.Reading reading = experiment.log().apply(metric);
    if (reading instanceof MetricLog.Reading.Applied applied) {
      applied(access, record, place, experiment, metric, applied);
      return applied.effect() instanceof Effect.Dropped ? Passed.DROPPED : Passed.COUNTED;
    } else if (reading instanceof MetricLog.Reading.Refused refused) {
      access.destinations().deadLetter(record, metric.bytes(), refused.sentence());
    }
    return Passed.DEAD_LETTER;
  }

  /** The record's running experiment: as a rule the one that its key names. */
  private static Optional<ActiveExperiment> active(
      TaskAccess access, @Nullable String key, MetricView metric) {
    if (key != null) {
      Optional<ActiveExperiment> named = access.active(key);
      if (named.isPresent() && named.get().log().isOf(metric)) {
        return named;
      }
    }
    return access.active(metric.experiment());
  }

  private static void applied(
      TaskAccess access,
      Record<String, Inbound> record,
      RecordMetadata place,
      ActiveExperiment experiment,
      MetricView metric,
      MetricLog.Reading.Applied applied) {
    Effect effect = applied.effect();
    if (!(effect instanceof Effect.Dropped)) {
      experiment.counted(applied.trial(), metric.kind() == EventKind.ENDED, effect);
    }
    if (JournalEvents.holds(effect)) {
      boolean counted = !(effect instanceof Effect.Dropped);
      access.journals().append(experiment, applied, metric, place.offset(), counted);
    }
    if (applied.trial() >= ExperimentLog.FIRST_EARLIER) {
      return;
    }
    if (effect instanceof Effect.Unusable unusable) {
      access.destinations().deadLetter(record, metric.bytes(), unusable.sentence());
    } else if (metric.kind() == EventKind.REPORT
        && effect instanceof Effect.Counted counted
        && counted.decisions().isEmpty()
        && !experiment.isAsked()) {
      experiment.reported(applied.trial(), counted);
      return;
    }
    access
        .context()
        .forward(
            record.withValue(
                new Inbound.Outcome(
                    experiment,
                    applied.trial(),
                    new MetricRecord(
                        metric.event(), place.partition(), place.offset(), record.timestamp()),
                    effect)),
            SchedulerProcessor.NAME);
  }

  private static Passed notActive(
      TaskAccess access, Record<String, Inbound> record, MetricView metric) {
    String experiment = metric.experiment();
    if (access.snapshots().experiment(experiment).isPresent()) {
      access
          .context()
          .forward(record.withValue(new Inbound.Late(metric.event())), SchedulerProcessor.NAME);
      return Passed.LATE;
    } else {
      access
          .destinations()
          .deadLetter(
              record,
              metric.bytes(),
              "experiment "
                  + experiment
                  + " is unknown on this partition; the key must be the experiment's id and the"
                  + " partition that of Kafka's default partitioner");
      return Passed.DEAD_LETTER;
    }
  }
}
