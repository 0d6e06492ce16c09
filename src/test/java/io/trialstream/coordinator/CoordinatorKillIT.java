package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.Decision;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator killed with -9 again and again, under a fleet that never waits for it. */
@Timeout(180)
class CoordinatorKillIT {
  private static final String TEXT =
      Sweeps.sweep(60, 12, "early_termination: {type: median_stopping, delay_evaluation: 2}");

  @TempDir Path folder;

  private Process coordinator(TrialstreamConfig config) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(CoordinatorMain.class.getName());
    config.originals().forEach((key, value) -> command.add(key + "=" + value));
    return new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
  }

  private static void submit(TrialstreamConfig config) {
    Request request =
        Request.newBuilder()
            .setExperiment("exp")
            .setId("request-1")
            .setAction(RequestAction.SUBMIT)
            .setTime(Instant.now())
            .setSpecification(TEXT)
            .setSeed(11L)
            .build();
    try (Producer<String, Request> producer =
        new KafkaProducer<>(
            config.producer(), new StringSerializer(), config.topics().requests().serializer())) {
      producer.send(new ProducerRecord<>(config.topics().requests().name(), "exp", request));
    }
  }

  @Test
  void killedCoordinatorLosesAndDoublesNothing() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config =
          new TrialstreamConfig(
              Map.of(
                  "bootstrap.servers", broker.bootstrapServers(),
                  "topic.partitions", 2,
                  "state.dir", folder.resolve("state").toString()));
      try (TopicAdmin admin = TopicAdmin.open(config)) {
        admin.create();
        admin.ensurePool("default");
      }
      submit(config);

      // When
      Process process = coordinator(config);
      int kills = 0;
      try (SimulatedFleet fleet = new SimulatedFleet(config, 25, 5)) {
        while (state(config) != ExperimentStatus.COMPLETED) {
          for (int step = 0; step < 40; step++) {
            fleet.step();
          }
          if (kills < 3 && fleet.taken().size() > 10 * (kills + 1)) {
            process.destroyForcibly().waitFor();
            kills++;
            process = coordinator(config);
          }
        }
      } finally {
        process.destroyForcibly().waitFor();
      }

      // Then
      assertThat(kills).isEqualTo(3);
      assertThat(TopicReader.values(config, config.topics().deadLetters())).isEmpty();
      assertThat(TopicReader.values(config, config.topics().trials("default")))
          .extracting(Suggestion::getTrial)
          .hasSize(60)
          .doesNotHaveDuplicates();
      assertThat(evidence(TopicReader.values(config, config.topics().decisions())))
          .isNotEmpty()
          .isEqualTo(replay(config));
    }
  }

  private static ExperimentStatus state(TrialstreamConfig config) {
    List<Experiment> records = TopicReader.values(config, config.topics().experiments());
    return records.isEmpty()
        ? ExperimentStatus.UNKNOWN
        : records.get(records.size() - 1).getState();
  }

  private static List<String> evidence(List<Decision> decisions) {
    return decisions.stream()
        .map(
            d ->
                d.getTrial()
                    + " "
                    + d.getAttempt()
                    + " "
                    + d.getInterval()
                    + " "
                    + d.getValue()
                    + " "
                    + d.getLimit()
                    + " "
                    + d.getPeers()
                    + " @"
                    + d.getOffset())
        .toList();
  }

  /** The decisions that the log gives when it is read from the beginning in one go. */
  private static List<String> replay(TrialstreamConfig config) throws Exception {
    MetricLog log =
        new MetricLog("exp", ExperimentFile.parse(TEXT, Optional.empty()).specification());
    List<String> decisions = new ArrayList<>();
    Map<Integer, Long> offsets = new HashMap<>();
    for (ConsumerRecord<String, MetricEvent> record :
        TopicReader.read(config, config.topics().metrics())) {
      offsets.put(record.partition(), record.offset());
      MetricLog.Reading reading = log.apply(record.value());
      if (reading instanceof MetricLog.Reading.Applied applied
          && applied.effect() instanceof io.trialstream.stopping.Effect.Counted counted) {
        counted
            .decisions()
            .forEach(
                d ->
                    decisions.add(
                        "exp_"
                            + d.trial()
                            + " "
                            + d.attempt()
                            + " "
                            + d.interval()
                            + " "
                            + (d.value().isPresent() ? d.value().getAsDouble() : null)
                            + " "
                            + (d.limit().isPresent() ? d.limit().getAsDouble() : null)
                            + " "
                            + d.peers()
                            + " @"
                            + record.offset()));
      }
    }
    return decisions;
  }
}
