package io.trialstream.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.EarlierExperiments;
import io.trialstream.topics.LogRange;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.ResumedTrials;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import: reads the records of the earlier experiments and their logs, and appends what their
 * trials came to, trial by trial in the order of the file and of their numbers. Where the brokers
 * are away it waits and begins again.
 */
final class LogImport implements Imports.Import, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LogImport.class);
  private static final long PAUSE_MS = 1_000;

  private final TrialstreamConfig config;
  private final Topics topics;
  private final Experiment experiment;
  private final Specification specification;
  private volatile Optional<Imports.Outcome> outcome = Optional.empty();
  private volatile boolean canceled;

  LogImport(TrialstreamConfig config, Experiment experiment, Specification specification) {
    this.config = config;
    this.topics = config.topics();
    this.experiment = experiment;
    this.specification = specification;
  }

  @Override
  public Optional<Imports.Outcome> outcome() {
    return outcome;
  }

  @Override
  public void cancel() {
    canceled = true;
  }

  /** Ends an import that was canceled. */
  private static final class CanceledException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Ends an import that cannot be done. */
  private static final class ImpossibleException extends Exception {
    private static final long serialVersionUID = 1L;

    ImpossibleException(String sentence) {
      super(sentence);
    }
  }

  @Override
  public void run() {
    try {
      while (outcome.isEmpty()) {
        outcome = attempt();
      }
    } catch (CanceledException | InterruptException | InterruptedException e) {
      // Whoever owns the experiment now starts anew.
    } catch (ImpossibleException e) {
      outcome = Optional.of(impossible(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("experiment", experiment.getExperiment())
          .log("Earlier experiments could not be imported");
      outcome = Optional.of(impossible(e.toString()));
    }
  }

  private static Imports.Outcome impossible(String sentence) {
    return new Imports.Outcome.Impossible("the experiment cannot resume: " + sentence);
  }

  private Optional<Imports.Outcome> attempt()
      throws CanceledException, ImpossibleException, InterruptedException {
    try {
      return Optional.of(new Imports.Outcome.Complete(append(read())));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      if (!(e instanceof RetriableException)) {
        throw e;
      }
      LOG.atWarn()
          .addKeyValue("experiment", experiment.getExperiment())
          .addKeyValue("cause", e.getMessage())
          .log("Earlier experiments cannot be imported at the moment; trying again");
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      return Optional.empty();
    }
  }

  private void checkWanted() throws CanceledException {
    if (canceled) {
      throw new CanceledException();
    }
  }

  private List<RecordedTrial> read() throws CanceledException, ImpossibleException {
    List<RecordedTrial> trials = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = LogRange.consumer(config)) {
      Map<String, Experiment> records = records(consumer);
      for (String id : specification.warmStart().resumeFrom()) {
        Optional<Experiment> record = Optional.ofNullable(records.get(id));
        Optional<String> misfit =
            EarlierExperiments.incomparable(specification.objective(), id, record);
        if (misfit.isPresent()) {
          throw new ImpossibleException(misfit.get());
        }
        trials.addAll(trials(consumer, record.orElseThrow()));
      }
    }
    return trials;
  }

  /** The latest records of the earlier experiments, as far as there are any. */
  private Map<String, Experiment> records(Consumer<byte[], byte[]> consumer)
      throws CanceledException {
    Map<String, Experiment> records = new HashMap<>();
    List<String> ids = specification.warmStart().resumeFrom();
    List<TopicPartition> partitions =
        ids.stream()
            .map(id -> CoordinatorTopology.partition(id, config.topicPartitions()))
            .distinct()
            .map(partition -> new TopicPartition(topics.experiments().name(), partition))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      LogRange.<CanceledException>read(
          consumer,
          partition,
          firsts.getOrDefault(partition, 0L),
          ends.getOrDefault(partition, 0L),
          record -> {
            checkWanted();
            keep(record, ids, records);
          });
    }
    return records;
  }

  private void keep(
      ConsumerRecord<byte[], byte[]> record, List<String> ids, Map<String, Experiment> records) {
    String id = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (ids.contains(id) && record.value() == null) {
      records.remove(id);
    } else if (ids.contains(id)) {
      records.put(id, topics.experiments().codec().decode(record.value()));
    }
  }

  private List<RecordedTrial> trials(Consumer<byte[], byte[]> consumer, Experiment earlier)
      throws CanceledException, ImpossibleException {
    TopicPartition partition =
        new TopicPartition(topics.metrics().name(), earlier.getMetricsPartition());
    long from = earlier.getMetricsFrom();
    long to = Optional.ofNullable(earlier.getMetricsTo()).orElse(from);
    consumer.assign(List.of(partition));
    long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    if (first > from && from < to) {
      throw new ImpossibleException(
          "the log of experiment %s begins at offset %d of partition %d, and the topic's retention has removed everything before offset %d"
              .formatted(earlier.getExperiment(), from, partition.partition(), first));
    }
    RecordedTrials trials;
    try {
      trials = new RecordedTrials(earlier.getExperiment(), ResumedTrials.specification(earlier));
    } catch (InvalidSettingsException e) {
      throw new ImpossibleException(String.valueOf(e.getMessage()));
    }
    LogRange.<CanceledException>read(
        consumer,
        partition,
        from,
        to,
        record -> {
          checkWanted();
          apply(record, trials);
        });
    return List.copyOf(trials.trials());
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, RecordedTrials trials) {
    if (record.value() != null) {
      try {
        trials.apply(MetricView.read(record.value(), topics.metrics().codec()));
      } catch (SerializationException e) {
        // It went to the dead letters when the experiment ran.
      }
    }
  }

  /** Appends the trials' records; the offset behind the last one, 0 where there are none. */
  private long append(List<RecordedTrial> trials) throws CanceledException {
    try (ImportProducer producer = new ImportProducer(config, experiment.getMetricsPartition())) {
      for (RecordedTrial trial : trials) {
        checkWanted();
        trial.writeTo(
            experiment.getExperiment(),
            specification.objective().primaryMetric(),
            Instant.now(),
            producer::append);
      }
      return producer.finish();
    }
  }
}
