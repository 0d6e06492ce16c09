package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.stopping.Effect;
import io.trialstream.topics.MetricLog;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Applies the records of {@code metrics} to their experiments' logs, journals those that count, and
 * forwards what they did to the scheduler.
 */
final class EvaluatorProcessor implements Processor<String, Inbound, Object, Object> {
  static final String NAME = "evaluator";

  private @Nullable TaskAccess task;

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    task = TaskAccess.open(context);
  }

  private TaskAccess task() {
    TaskAccess opened = task;
    if (opened == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return opened;
  }

  @Override
  public void process(Record<String, Inbound> record) {
    TaskAccess access = task();
    if (record.value() instanceof Inbound.MetricIn in) {
      evaluate(access, record, in);
    } else if (record.value() instanceof Inbound.Poison poison) {
      access.destinations().deadLetter(record, poison.bytes(), poison.sentence());
    }
    access.journals().metricsPosition(access.place().offset() + 1);
  }

  private static void evaluate(
      TaskAccess access, Record<String, Inbound> record, Inbound.MetricIn in) {
    MetricEvent event = in.event();
    Optional<ActiveExperiment> active = access.active(event.getExperiment());
    if (active.isEmpty()) {
      notActive(access, record, in);
      return;
    }
    ActiveExperiment experiment = active.get();
    MetricLog.Reading reading = experiment.log().apply(event);
    if (reading instanceof MetricLog.Reading.Refused refused) {
      access.destinations().deadLetter(record, in.bytes(), refused.sentence());
      return;
    }
    MetricLog.Reading.Applied applied = (MetricLog.Reading.Applied) reading;
    RecordMetadata place = access.place();
    MetricRecord metric =
        new MetricRecord(event, place.partition(), place.offset(), record.timestamp());
    if (JournalEvents.holds(applied.effect())) {
      boolean counted = !(applied.effect() instanceof Effect.Dropped);
      access.journals().append(experiment, applied.trial(), metric, counted);
    }
    if (applied.effect() instanceof Effect.Unusable unusable) {
      access.destinations().deadLetter(record, in.bytes(), unusable.sentence());
    }
    access
        .context()
        .forward(
            record.withValue(
                new Inbound.Outcome(experiment, applied.trial(), metric, applied.effect())),
            SchedulerProcessor.NAME);
  }

  private static void notActive(
      TaskAccess access, Record<String, Inbound> record, Inbound.MetricIn in) {
    String experiment = in.event().getExperiment();
    if (access.snapshots().experiment(experiment).isPresent()) {
      access
          .context()
          .forward(record.withValue(new Inbound.Late(in.event())), SchedulerProcessor.NAME);
    } else {
      access
          .destinations()
          .deadLetter(
              record,
              in.bytes(),
              "experiment "
                  + experiment
                  + " is unknown on this partition; the key must be the experiment's id and the"
                  + " partition that of Kafka's default partitioner");
    }
  }
}
