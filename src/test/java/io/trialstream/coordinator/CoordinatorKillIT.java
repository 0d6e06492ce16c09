package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.testing.DecisionLog;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator killed with -9 again and again, under a fleet that never waits for it. */
@Timeout(180)
class CoordinatorKillIT {
  private static final String TEXT =
      Sweeps.sweep(60, 12, "early_termination: {type: median_stopping, delay_evaluation: 2}");

  @TempDir Path folder;

  private final List<CoordinatorProcess> processes = new ArrayList<>();

  @AfterEach
  void killTheRest() throws InterruptedException {
    for (CoordinatorProcess process : processes) {
      process.kill();
    }
  }

  private CoordinatorProcess coordinator(TrialstreamConfig config, String name) throws IOException {
    return CoordinatorProcess.start(
        config, folder.resolve("state-" + name), List.of("-Xmx512m", "-XX:+UseSerialGC"));
  }

  private static void submit(TrialstreamConfig config) {
    try (Producer<String, Request> producer =
        new KafkaProducer<>(
            config.producer(), new StringSerializer(), config.topics().requests().serializer())) {
      Request request =
          Request.newBuilder()
              .setExperiment("exp")
              .setId("request-1")
              .setAction(RequestAction.SUBMIT)
              .setTime(Instant.now())
              .setSpecification(TEXT)
              .setSeed(11L)
              .build();
      producer.send(new ProducerRecord<>(config.topics().requests().name(), "exp", request));
    }
  }

  private TrialstreamConfig prepare(EmbeddedBroker broker, int standbys) {
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "topic.partitions",
                2,
                "num.standby.replicas",
                standbys));
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.create();
      admin.ensurePool("default");
    }
    submit(config);
    return config;
  }

  /** Lets a fleet work; each time that it has taken ten more trials, something is killed. */
  private static int workUntilCompleted(TrialstreamConfig config, int kills, Kill kill)
      throws Exception {
    int killed = 0;
    try (SimulatedFleet fleet = new SimulatedFleet(config, 25, 5)) {
      while (state(config) != ExperimentStatus.COMPLETED) {
        for (int step = 0; step < 40; step++) {
          fleet.step();
        }
        if (killed < kills && fleet.taken().size() > 10 * (killed + 1)) {
          kill.next(killed++);
        }
      }
    }
    return killed;
  }

  private interface Kill {
    void next(int number) throws Exception;
  }

  private static void nothingIsLostOrDoubled(TrialstreamConfig config) throws Exception {
    assertThat(TopicReader.values(config, config.topics().deadLetters())).isEmpty();
    assertThat(TopicReader.values(config, config.topics().trials("default")))
        .extracting(Suggestion::getTrial)
        .hasSize(60)
        .doesNotHaveDuplicates();
    Specification specification = ExperimentFile.parse(TEXT, Optional.empty()).specification();
    assertThat(DecisionLog.made(config, "exp"))
        .isNotEmpty()
        .isEqualTo(DecisionLog.replay(config, Map.of("exp", specification)).decisions("exp"));
  }

  @Test
  void killedCoordinatorLosesAndDoublesNothing() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config = prepare(broker, 0);
      processes.add(coordinator(config, "one"));

      // When
      int kills =
          workUntilCompleted(
              config,
              3,
              number -> {
                processes.remove(0).kill();
                processes.add(coordinator(config, "one"));
              });

      // Then
      assertThat(kills).isEqualTo(3);
      nothingIsLostOrDoubled(config);
    }
  }

  @Test
  void standbysTakeOverFromEachOtherWithoutLoss() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config = prepare(broker, 1);
      processes.add(coordinator(config, "0"));
      processes.add(coordinator(config, "1"));

      // When
      int kills =
          workUntilCompleted(
              config,
              2,
              number -> {
                processes.get(number % 2).kill();
                processes.set(number % 2, coordinator(config, String.valueOf(number % 2)));
              });

      // Then
      assertThat(kills).isEqualTo(2);
      nothingIsLostOrDoubled(config);
    }
  }

  private static ExperimentStatus state(TrialstreamConfig config) {
    List<Experiment> records = TopicReader.values(config, config.topics().experiments());
    return records.isEmpty()
        ? ExperimentStatus.UNKNOWN
        : records.get(records.size() - 1).getState();
  }
}
