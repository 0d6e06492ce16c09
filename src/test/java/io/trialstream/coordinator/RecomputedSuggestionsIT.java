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
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.scheduling.Recomputation.Result;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.testing.RecomputedSuggestions;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has the experiment file, the seed and the topics has every suggestion of a model. */
@Timeout(180)
class RecomputedSuggestionsIT {
  private static final int TRIALS = 60;
  private static final long SEED = 11;

  @TempDir Path folder;

  private static String text(String sampling) {
    return Sweeps.sweep(
            TRIALS,
            8,
            """
            early_termination: {type: median_stopping, delay_evaluation: 5}
            trialstream: {extended: true}
            """)
        .replace("sampling_algorithm: random", "sampling_algorithm: " + sampling)
        .replace(
            "search_space:\n",
            "search_space:\n  depth: {type: choice, values: [1, 2, 4]}\n"
                + "  decay: {type: loguniform, min_value: -9, max_value: -1}\n");
  }

  private static void submit(TrialstreamConfig config, String experiment, String text) {
    try (Producer<String, Request> producer =
        new KafkaProducer<>(
            config.producer(), new StringSerializer(), config.topics().requests().serializer())) {
      Request request =
          Request.newBuilder()
              .setExperiment(experiment)
              .setId("request-" + experiment)
              .setAction(RequestAction.SUBMIT)
              .setTime(Instant.now())
              .setSpecification(text)
              .setSeed(SEED)
              .build();
      producer.send(new ProducerRecord<>(config.topics().requests().name(), experiment, request));
    }
  }

  private CoordinatorProcess coordinator(TrialstreamConfig config) throws IOException {
    return CoordinatorProcess.start(
        config, folder.resolve("state"), List.of("-Xmx512m", "-XX:+UseSerialGC"));
  }

  private static boolean isCompleted(TrialstreamConfig config, String experiment) {
    List<Experiment> records =
        TopicReader.values(config, config.topics().experiments()).stream()
            .filter(record -> record.getExperiment().equals(experiment))
            .toList();
    return !records.isEmpty()
        && records.get(records.size() - 1).getState() == ExperimentStatus.COMPLETED;
  }

  /** Lets a fleet work; the coordinator is killed when it has taken a third, and two thirds. */
  private void workUntilCompleted(TrialstreamConfig config) throws Exception {
    CoordinatorProcess coordinator = coordinator(config);
    int kills = 0;
    try (SimulatedFleet fleet = new SimulatedFleet(config, 25, 5)) {
      while (!isCompleted(config, "exp")) {
        for (int step = 0; step < 40; step++) {
          fleet.step();
        }
        long taken =
            fleet.taken().stream().filter(trial -> trial.getExperiment().equals("exp")).count();
        if (kills < 2 && taken > (kills + 1) * TRIALS / 3) {
          coordinator.kill();
          coordinator = coordinator(config);
          kills++;
        }
      }
    } finally {
      coordinator.kill();
    }
    assertThat(kills).isEqualTo(2);
  }

  /** The names of the algorithms that have a model. */
  static Stream<String> models() {
    return SamplingAlgorithms.names().stream()
        .filter(name -> specification(name).flatMap(read -> read.model(SEED)).isPresent());
  }

  private static Optional<Specification> specification(String sampling) {
    try {
      return Optional.of(ExperimentFile.parse(text(sampling), Optional.empty()).specification());
    } catch (InvalidSettingsException e) {
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everySuggestionOfAModelComesOutOfTheTopicsAgain(String sampling) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config =
          new TrialstreamConfig(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "topic.partitions", 1));
      try (TopicAdmin admin = TopicAdmin.open(config)) {
        admin.create();
        admin.ensurePool("default");
      }
      submit(config, "beside", Sweeps.sweep(40, 4, ""));
      submit(config, "exp", text(sampling));

      // When
      workUntilCompleted(config);

      // Then
      Specification specification = specification(sampling).orElseThrow();
      long drawn = specification.sampler(SEED).drawn();
      assertThat(TopicReader.values(config, config.topics().trials("default")))
          .filteredOn(suggestion -> suggestion.getExperiment().equals("exp"))
          .extracting(Suggestion::getTrial)
          .hasSize(TRIALS)
          .doesNotHaveDuplicates();
      List<Result> results = RecomputedSuggestions.of(config, "exp", specification, SEED);
      assertThat(results)
          .hasSize((int) (TRIALS - drawn))
          .allMatch(Result::isSame)
          .extracting(result -> result.suggested().basis().orElseThrow().model())
          .containsOnly(sampling);
    }
  }
}
