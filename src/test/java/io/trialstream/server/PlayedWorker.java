package io.trialstream.server;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes into an experiment's log what workers would. */
final class PlayedWorker implements AutoCloseable {
  private final Topic<MetricEvent> topic;
  private final KafkaProducer<String, MetricEvent> producer;
  private final String experiment;
  private final Map<String, Long> sequences = new HashMap<>();

  PlayedWorker(TrialstreamConfig config, String experiment) {
    this.topic = config.topics().metrics();
    this.producer =
        new KafkaProducer<>(config.producer(), new StringSerializer(), topic.serializer());
    this.experiment = experiment;
  }

  void starts(int trial, int attempt) {
    send(event(trial, attempt, EventKind.STARTED));
  }

  void reports(int trial, int attempt, String metric, double value) {
    MetricEvent event = event(trial, attempt, EventKind.REPORT);
    event.setMetric(metric);
    event.setValue(value);
    send(event);
  }

  void ends(int trial, int attempt, EndState state) {
    MetricEvent event = event(trial, attempt, EventKind.ENDED);
    event.setState(state);
    send(event);
  }

  private MetricEvent event(int trial, int attempt, EventKind kind) {
    String execution = "execution-" + trial + "-" + attempt;
    return MetricEvent.newBuilder()
        .setExperiment(experiment)
        .setTrial(experiment + "_" + trial)
        .setAttempt(attempt)
        .setExecution(execution)
        .setSeq(sequences.merge(execution, 1L, Long::sum))
        .setKind(kind)
        .setTime(Instant.now())
        .setWorker(kind == EventKind.STARTED ? "worker" : null)
        .setInbox(kind == EventKind.STARTED ? 0 : null)
        .build();
  }

  private void send(MetricEvent event) {
    try {
      producer.send(new ProducerRecord<>(topic.name(), experiment, event)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
