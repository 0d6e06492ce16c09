package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.ExperimentDirectory;
import io.trialstream.api.ExperimentEntry;
import io.trialstream.api.Json;
import io.trialstream.api.LogExport;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.replay.EventFile;
import io.trialstream.replay.Outcome;
import io.trialstream.replay.Replay;
import io.trialstream.stopping.Goal;
import io.trialstream.testing.DecisionLog;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.LogRange;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Experiments that resume from others, on a real broker, with coordinators that are killed. */
@Timeout(240)
class ResumeIT {
  private static final int TRIALS = 300;
  private static final int INTERVALS = 200;
  private static final int IMPORTED = TRIALS * (INTERVALS + 2);
  private static final String OLD = Sweeps.sweep(TRIALS, TRIALS, "compute: old");
  private static final String NEW =
      Sweeps.sweep(
          30,
          10,
          "early_termination: {type: median_stopping, delay_evaluation: 2}\n"
              + "trialstream: {resume_from: [old]}");

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private TrialstreamConfig config;
  private CoordinatorProcess coordinator;

  @BeforeEach
  void open() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    config =
        new TrialstreamConfig(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "topic.partitions", 2));
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.create();
      admin.ensurePool("default");
      admin.ensurePool("old");
    }
    startCoordinator();
  }

  @AfterEach
  void close() throws Exception {
    coordinator.kill();
    broker.close();
  }

  private void startCoordinator() throws Exception {
    coordinator =
        CoordinatorProcess.start(
            config, folder.resolve("state"), List.of("-Xmx512m", "-XX:+UseSerialGC"));
  }

  private <T extends SpecificRecord> Producer<String, T> producer(
      org.apache.kafka.common.serialization.Serializer<T> values) {
    return new KafkaProducer<>(config.producer(), new StringSerializer(), values);
  }

  private void submit(String experiment, String text) {
    Request request =
        Request.newBuilder()
            .setExperiment(experiment)
            .setId("request-" + experiment)
            .setAction(RequestAction.SUBMIT)
            .setTime(Instant.now())
            .setSpecification(text)
            .setSeed(11L)
            .build();
    try (Producer<String, Request> producer = producer(config.topics().requests().serializer())) {
      producer.send(new ProducerRecord<>(config.topics().requests().name(), experiment, request));
    }
  }

  private Optional<Experiment> experiment(String id) {
    return TopicReader.values(config, config.topics().experiments()).stream()
        .filter(record -> record.getExperiment().equals(id))
        .reduce((before, last) -> last);
  }

  private void awaitState(String id, ExperimentStatus state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> experiment(id).filter(found -> found.getState() == state).isPresent());
  }

  /** Runs the experiment "old", whose trials all report their curves to the end. */
  private void runOld() {
    submit("old", OLD);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> TopicReader.values(config, config.topics().trials("old")).size() == TRIALS);
    try (Producer<String, MetricEvent> producer =
        producer(config.topics().metrics().serializer())) {
      for (Suggestion suggestion : TopicReader.values(config, config.topics().trials("old"))) {
        send(
            producer,
            event(suggestion, 1, EventKind.STARTED).setParameters(suggestion.getParameters()));
        for (int interval = 1; interval <= INTERVALS; interval++) {
          double value = suggestion.getNumber() / (double) TRIALS * (1 - 1.0 / (1 + interval));
          send(
              producer,
              event(suggestion, interval + 1, EventKind.REPORT)
                  .setMetric("accuracy")
                  .setValue(value));
        }
        send(
            producer,
            event(suggestion, INTERVALS + 2, EventKind.ENDED).setState(EndState.COMPLETED));
      }
    }
    awaitState("old", ExperimentStatus.COMPLETED);
  }

  private void send(Producer<String, MetricEvent> producer, MetricEvent.Builder event) {
    producer.send(new ProducerRecord<>(config.topics().metrics().name(), "old", event.build()));
  }

  private static MetricEvent.Builder event(Suggestion suggestion, long seq, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment("old")
        .setTrial(suggestion.getTrial())
        .setAttempt(1)
        .setExecution(suggestion.getTrial() + "/1")
        .setSeq(seq)
        .setKind(kind)
        .setTime(Instant.EPOCH);
  }

  /** Kills the coordinator when a part of the import is in the log; the records that are there. */
  private long killInTheMiddleOfTheImport() throws Exception {
    TopicPartition partition =
        new TopicPartition(
            config.topics().metrics().name(), CoordinatorTopology.partition("new", 2));
    try (Consumer<byte[], byte[]> consumer = LogRange.consumer(config)) {
      consumer.assign(List.of(partition));
      long before = end(consumer, partition);
      submit("new", NEW);
      while (end(consumer, partition) < before + 1_000) {
        Thread.onSpinWait();
      }
      coordinator.kill();
      return end(consumer, partition) - before;
    }
  }

  private static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private void workUntilCompleted() {
    try (SimulatedFleet fleet = new SimulatedFleet(config, 25, 5)) {
      while (experiment("new").orElseThrow().getState() != ExperimentStatus.COMPLETED) {
        for (int step = 0; step < 40; step++) {
          fleet.step();
        }
      }
    }
  }

  @Test
  void anImportThatIsInterruptedIsMadeWholeAndReplaysToTheSameDecisions() throws Exception {
    // Given
    runOld();

    // When
    long appended = killInTheMiddleOfTheImport();
    startCoordinator();
    workUntilCompleted();

    // Then
    assertThat(appended).isBetween(1_000L, IMPORTED - 1L);
    Specification specification = ExperimentFile.parse(NEW, Optional.empty()).specification();
    List<DecisionLog.Made> made = DecisionLog.made(config, "new");
    assertThat(made).isNotEmpty().allMatch(decision -> decision.peers() >= TRIALS);
    assertThat(made)
        .isEqualTo(DecisionLog.replay(config, Map.of("new", specification)).decisions("new"));
    assertThat(importedAndCounted(specification)).isEqualTo(IMPORTED);
    assertThat(TopicReader.values(config, config.topics().trials("default")))
        .extracting(Suggestion::getTrial)
        .hasSize(30)
        .doesNotHaveDuplicates();
    assertThat(TopicReader.values(config, config.topics().deadLetters())).isEmpty();
    assertThat(replayOfTheExport(specification)).isEqualTo(made);
  }

  private long importedAndCounted(Specification specification) {
    MetricLog log = new MetricLog("new", specification);
    TopicReader.read(config, config.topics().metrics()).stream()
        .filter(record -> record.key().equals("new"))
        .forEach(record -> log.apply(MetricView.of(record.value())));
    return log.earlier().stream()
        .mapToLong(trial -> log.log().standing(trial.number()).orElseThrow().intervals() + 2)
        .sum();
  }

  /** The decisions that come out of the exported file. */
  private List<DecisionLog.Made> replayOfTheExport(Specification specification) throws Exception {
    StringBuilder lines = new StringBuilder();
    try (ExperimentDirectory directory = ExperimentDirectory.start(config)) {
      ExperimentEntry entry =
          directory
              .index()
              .await(
                  "new",
                  found -> found.record().getState() == ExperimentStatus.COMPLETED,
                  Duration.ofSeconds(20))
              .orElseThrow();
      new LogExport(config)
          .export(entry, Optional.empty(), event -> lines.append(Json.write(event)).append('\n'));
    }
    Replay replay =
        new Replay(Goal.MAXIMIZE, Optional.of("accuracy"), List.of(specification.policy()));
    EventFile.Contents contents =
        EventFile.read(
            new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)),
            Optional.of("new"),
            replay::apply,
            (line, sentence) -> {
              throw new AssertionError(line + ": " + sentence);
            });
    assertThat(contents.badLines()).isZero();
    List<DecisionLog.Made> decisions = new ArrayList<>();
    for (Outcome.Stop stop : replay.finish().outcomes().get(0).stops()) {
      decisions.add(
          new DecisionLog.Made(
              "new_" + stop.decision().trial(),
              stop.decision().attempt(),
              stop.decision().interval(),
              stop.decision().value().isPresent() ? stop.decision().value().getAsDouble() : null,
              stop.decision().limit().isPresent() ? stop.decision().limit().getAsDouble() : null,
              stop.decision().peers(),
              stop.place().offset().orElseThrow()));
    }
    return decisions;
  }

  @Test
  void whatCannotBeResumedFromFailsTheExperimentWithASentence() throws Exception {
    // Given
    submit("running", Sweeps.sweep(3, 1, ""));
    submit("other", Sweeps.sweep(3, 1, "").replace("maximize", "minimize"));
    awaitState("other", ExperimentStatus.RUNNING);
    cancel("other");
    awaitState("other", ExperimentStatus.CANCELED);

    // When
    submit("a", NEW.replace("[old]", "[nobody]"));
    submit("b", NEW.replace("[old]", "[running]"));
    submit("c", NEW.replace("[old]", "[other]"));

    // Then
    for (String id : List.of("a", "b", "c")) {
      awaitState(id, ExperimentStatus.FAILED);
    }
    assertThat(experiment("a").orElseThrow().getReason())
        .startsWith("the experiment cannot resume: experiment nobody is unknown");
    assertThat(experiment("b").orElseThrow().getReason())
        .startsWith("the experiment cannot resume: experiment running has not ended");
    assertThat(experiment("c").orElseThrow().getReason())
        .startsWith(
            "the experiment cannot resume: experiment other minimizes accuracy, and this one"
                + " maximizes accuracy");
  }

  private void cancel(String id) {
    Request request =
        Request.newBuilder()
            .setExperiment(id)
            .setId("cancel-" + id)
            .setAction(RequestAction.CANCEL)
            .setTime(Instant.now())
            .build();
    try (Producer<String, Request> producer = producer(config.topics().requests().serializer())) {
      producer.send(new ProducerRecord<>(config.topics().requests().name(), id, request));
    }
  }
}
