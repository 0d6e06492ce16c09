package io.trialstream.api;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.MetricEvent;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.LogRange;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Exports an experiment's log: its part of its {@code metrics} partition, read in order with the
 * same rules as the coordinator's, and handed over event by event. Safe for use by several threads.
 */
public final class LogExport {
  private final Topic<MetricEvent> topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;

  /** Takes the events of an export. */
  public interface Sink {
    /** Takes the next one. */
    void accept(EventJson event) throws IOException;
  }

  /** An export of the configured topic. */
  public LogExport(TrialstreamConfig config) {
    this(config.topics().metrics(), () -> LogRange.consumer(config));
  }

  /**
   * @param consumers a fresh consumer each time, which the export closes
   */
  public LogExport(Topic<MetricEvent> topic, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.topic = topic;
    this.consumers = consumers;
  }

  /**
   * Hands over what counts in an experiment's log, up to its last counted record, or, while it
   * runs, up to where the log ends now.
   *
   * @param trial only this trial's events; empty for all
   * @throws RequestRefusedException GONE where the log is no longer there, UNAVAILABLE where
   *     brokers do not answer; some events may have been handed over
   * @throws IOException where the sink throws it
   */
  public void export(ExperimentEntry experiment, Optional<String> trial, Sink sink)
      throws RequestRefusedException, IOException, InterruptedException {
    Experiment record = experiment.record();
    EventFilter filter = filter(experiment, trial);
    TopicPartition partition = new TopicPartition(topic.name(), record.getMetricsPartition());
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      List<TopicPartition> partitions = List.of(partition);
      consumer.assign(partitions);
      long first = consumer.beginningOffsets(partitions).getOrDefault(partition, 0L);
      Long knownEnd = record.getMetricsTo();
      long end =
          knownEnd != null ? knownEnd : consumer.endOffsets(partitions).getOrDefault(partition, 0L);
      if (first > record.getMetricsFrom()) {
        throw forgotten(record, first, end);
      }
      LogRange.<IOException>read(
          consumer,
          partition,
          record.getMetricsFrom(),
          end,
          found -> {
            Optional<EventJson> event = decode(found).flatMap(value -> filter.next(found, value));
            if (event.isPresent()) {
              sink.accept(event.get());
            }
          });
    } catch (InterruptException e) {
      throw Interruptions.checked(e);
    } catch (KafkaException e) {
      throw new RequestRefusedException(
          Kind.UNAVAILABLE,
          "The log of experiment '%s' cannot be read at the moment (%s); try again"
              .formatted(record.getExperiment(), e.getMessage()),
          e);
    }
  }

  private Optional<MetricView> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.ofNullable(record.value())
          .map(value -> MetricView.read(value, topic.codec()));
    } catch (SerializationException e) {
      // The coordinator has written it to the dead letters.
      return Optional.empty();
    }
  }

  private static EventFilter filter(ExperimentEntry experiment, Optional<String> trial)
      throws RequestRefusedException {
    String id = experiment.record().getExperiment();
    try {
      return new EventFilter(new MetricLog(id, experiment.specification()), trial);
    } catch (InvalidSettingsException e) {
      throw new RequestRefusedException(
          Kind.CONFLICT,
          "This version cannot read the specification of experiment '%s': %s"
              .formatted(id, e.getMessage()),
          e);
    }
  }

  private static RequestRefusedException forgotten(Experiment record, long first, long end) {
    String left =
        first < end ? "offsets %d to %d are left".formatted(first, end - 1) : "nothing is left";
    return new RequestRefusedException(
        Kind.GONE,
        "The log of experiment '%s' is offsets %d to %d of partition %d, and the topic's retention"
                .formatted(
                    record.getExperiment(),
                    record.getMetricsFrom(),
                    end - 1,
                    record.getMetricsPartition())
            + " has removed everything before offset %d: %s".formatted(first, left));
  }
}
