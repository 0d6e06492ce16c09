package io.trialstream.testing;

import io.trialstream.avro.Command;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Workers without processes: takes every suggestion, reports a curve that is a function of the
 * trial's number, obeys stops and kills. One call of {@link #step} moves every running trial by
 * about one report, in random order, so that trials interleave and run apart.
 */
public final class SimulatedFleet implements AutoCloseable {
  private static final String INTERVALS_METRIC = "accuracy";

  private final TrialstreamConfig config;
  private final int intervals;
  private final Random random;
  private final Consumer<String, Suggestion> suggestions;
  private final Consumer<String, Command> commands;
  private final Producer<String, byte[]> producer;
  private final Serializer<MetricEvent> metricSerializer;
  private final Serializer<Heartbeat> heartbeatSerializer;
  private final Map<String, Execution> running = new HashMap<>();
  private final List<Suggestion> taken = new ArrayList<>();

  private static final class Execution {
    final Suggestion suggestion;
    final String id;
    long seq;
    int reported;

    Execution(Suggestion suggestion, String id) {
      this.suggestion = suggestion;
      this.id = id;
    }
  }

  /**
   * @param intervals the reports of a trial that nobody stops
   */
  public SimulatedFleet(TrialstreamConfig config, int intervals, long seed) {
    this.config = config;
    this.intervals = intervals;
    this.random = new Random(seed);
    this.suggestions = consumer(config.topics().trials("default"), "read_committed");
    this.commands = consumer(config.topics().commands(), "read_uncommitted");
    Map<String, Object> settings = new HashMap<>(config.producer());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer =
        new KafkaProducer<>(
            settings,
            new StringSerializer(),
            new org.apache.kafka.common.serialization.ByteArraySerializer());
    this.metricSerializer = config.topics().metrics().serializer();
    this.heartbeatSerializer = config.topics().heartbeats().serializer();
  }

  private <T extends SpecificRecord> Consumer<String, T> consumer(
      Topic<T> topic, String isolation) {
    Map<String, Object> settings = new HashMap<>(config.consumer());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    Consumer<String, T> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), topic.deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(topic.name(), info.partition()))
            .toList();
    consumer.assign(partitions);
    return consumer;
  }

  /** Every suggestion so far, in the order in which they were taken. */
  public List<Suggestion> taken() {
    return taken;
  }

  /** Takes what is suggested, obeys what is ordered, and lets about half of the trials report. */
  public void step() {
    for (ConsumerRecord<String, Suggestion> record : suggestions.poll(Duration.ofMillis(5))) {
      taken.add(record.value());
      Execution execution =
          new Execution(
              record.value(), record.value().getTrial() + "/" + record.value().getAttempt());
      running.put(execution.id, execution);
      send(
          event(execution, EventKind.STARTED)
              .setWorker("fleet")
              .setInbox(0)
              .setParameters(record.value().getParameters())
              .build());
    }
    for (ConsumerRecord<String, Command> record : commands.poll(Duration.ofMillis(5))) {
      Execution execution = running.remove(record.value().getExecution());
      if (execution != null) {
        EndState state =
            switch (record.value().getKind()) {
              case STOP -> EndState.STOPPED;
              case KILL, UNKNOWN -> EndState.CANCELED;
            };
        end(execution, state);
      }
    }
    for (Execution execution : List.copyOf(running.values())) {
      if (random.nextInt(2) == 0) {
        advance(execution);
      }
    }
    producer.flush();
  }

  private void advance(Execution execution) {
    execution.reported++;
    double quality = new java.util.SplittableRandom(execution.suggestion.getNumber()).nextDouble();
    double value = quality * (1 - 1.0 / (1 + execution.reported)) + 0.05 * random.nextDouble();
    send(
        event(execution, EventKind.REPORT)
            .setMetric(INTERVALS_METRIC)
            .setValue(random.nextInt(50) == 0 ? Double.NaN : value)
            .build());
    heartbeat(execution);
    if (execution.reported == intervals) {
      running.remove(execution.id);
      end(execution, EndState.COMPLETED);
    }
  }

  private void end(Execution execution, EndState state) {
    send(event(execution, EventKind.ENDED).setState(state).setReason("simulated").build());
  }

  private MetricEvent.Builder event(Execution execution, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(execution.suggestion.getExperiment())
        .setTrial(execution.suggestion.getTrial())
        .setAttempt(execution.suggestion.getAttempt())
        .setExecution(execution.id)
        .setSeq(++execution.seq)
        .setKind(kind)
        .setTime(Instant.EPOCH);
  }

  private void send(MetricEvent event) {
    String topic = config.topics().metrics().name();
    producer.send(
        new ProducerRecord<>(
            topic, event.getExperiment(), metricSerializer.serialize(topic, event)));
  }

  private void heartbeat(Execution execution) {
    String topic = config.topics().heartbeats().name();
    Heartbeat heartbeat =
        Heartbeat.newBuilder()
            .setExperiment(execution.suggestion.getExperiment())
            .setTrial(execution.suggestion.getTrial())
            .setAttempt(execution.suggestion.getAttempt())
            .setExecution(execution.id)
            .setWorker("fleet")
            .setInbox(0)
            .setTime(Instant.EPOCH)
            .build();
    producer.send(
        new ProducerRecord<>(
            topic, heartbeat.getExperiment(), heartbeatSerializer.serialize(topic, heartbeat)));
  }

  @Override
  public void close() {
    suggestions.close();
    commands.close();
    producer.close();
  }
}
