package io.trialstream.worker;

import static org.awaitility.Awaitility.await;

import io.trialstream.avro.Command;
import io.trialstream.avro.CommandKind;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.meters.Meters;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with its topics, and the coordinator's side of what an agent does. */
final class WorkerRig implements AutoCloseable {
  static final String POOL = "default";
  static final String EXPERIMENT = "exp";

  private final Path folder;
  private EmbeddedBroker broker;
  private final TrialstreamConfig config;
  private final List<MetricEvent> log = new ArrayList<>();
  private final Consumer<String, MetricEvent> reader;
  private Producer<String, byte[]> producer;

  WorkerRig(Path folder) {
    this.folder = folder;
    this.broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    this.config =
        new TrialstreamConfig(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "heartbeat.interval.ms", "200",
                "stop.grace.ms", "1500"));
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.create();
      admin.ensurePool(POOL);
    }
    this.producer = producer();
    this.reader =
        new KafkaConsumer<>(
            config.consumer(), new StringDeserializer(), topics().metrics().deserializer());
    List<TopicPartition> partitions =
        reader.partitionsFor(topics().metrics().name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
  }

  TrialstreamConfig config() {
    return config;
  }

  Topics topics() {
    return config.topics();
  }

  int port() {
    return Integer.parseInt(broker.bootstrapServers().split(":")[1]);
  }

  void stopBroker() {
    producer.close(Duration.ZERO);
    broker.close();
  }

  void startBroker(int port) {
    broker = EmbeddedBroker.start(folder.resolve("broker"), port);
    producer = producer();
  }

  WorkerAgent agent(String name, int slots, String... allowed) {
    return WorkerAgent.start(
        config,
        new WorkerAgent.Options(POOL, slots, Set.of(allowed), folder.resolve("agents/" + name)),
        new Meters());
  }

  /** The attempt's directory of an agent. */
  Path attempt(String agent, String trial, int attempt) {
    return folder.resolve(
        "agents/%s/experiments/exp/%s/attempt_%d".formatted(agent, trial, attempt));
  }

  /** A suggestion of attempt 1 that runs a shell script. */
  static Suggestion.Builder script(int number, String script) {
    return suggestion(number, "sh", "-c", script);
  }

  static Suggestion.Builder suggestion(int number, String... command) {
    return Suggestion.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(EXPERIMENT + "_" + number)
        .setNumber(number)
        .setAttempt(1)
        .setTime(Instant.now())
        .setParameters(List.of())
        .setCommand(List.of(command))
        .setPrimaryMetric("acc");
  }

  void suggest(Suggestion.Builder... suggestions) {
    for (Suggestion.Builder builder : suggestions) {
      Suggestion suggestion = builder.build();
      send(
          topics().trials(POOL).name(),
          suggestion.getTrial(),
          topics().trials(POOL).codec().encode(suggestion));
    }
  }

  void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
    producer.flush();
  }

  /** Sends an order to the inbox that a STARTED record names. */
  void order(MetricEvent started, CommandKind kind, String reason) {
    Command command =
        Command.newBuilder()
            .setExperiment(started.getExperiment())
            .setTrial(started.getTrial())
            .setAttempt(started.getAttempt())
            .setExecution(started.getExecution())
            .setKind(kind)
            .setReason(reason)
            .setTime(Instant.now())
            .build();
    producer.send(
        new ProducerRecord<>(
            topics().commands().name(),
            started.getInbox(),
            started.getExecution(),
            topics().commands().codec().encode(command)));
    producer.flush();
  }

  /** The log as far as it has arrived, duplicates and all. */
  synchronized List<MetricEvent> log() {
    for (var record : reader.poll(Duration.ofMillis(5))) {
      log.add(record.value());
    }
    return List.copyOf(log);
  }

  /** The log's records of a trial. */
  List<MetricEvent> log(String trial) {
    return log().stream().filter(event -> event.getTrial().equals(trial)).toList();
  }

  /** Waits for a trial's STARTED record. */
  MetricEvent awaitStarted(String trial) {
    return awaitEvent(trial, EventKind.STARTED);
  }

  /** Waits for a trial's end mark. */
  MetricEvent awaitEnded(String trial) {
    return awaitEvent(trial, EventKind.ENDED);
  }

  MetricEvent awaitEvent(String trial, EventKind kind) {
    return await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(30))
        .until(
            () -> log(trial).stream().filter(event -> event.getKind() == kind).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Producer<String, byte[]> producer() {
    return new KafkaProducer<>(
        config.producer(), new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    reader.close();
    producer.close(Duration.ZERO);
    broker.close();
  }
}
