package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.endtoend.Program;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was decided live, under a kill, is what a replay of the log decides. */
@Timeout(120)
class ReplayIT {
  private static final Map<String, String> POLICIES = policies();

  @TempDir private Path folder;
  private final List<Program> programs = new ArrayList<>();

  private static Map<String, String> policies() {
    Map<String, String> policies = new LinkedHashMap<>();
    policies.put("median", "{type: median_stopping, delay_evaluation: 3}");
    policies.put("worst", "{type: truncation_selection, truncation_percentage: 30}");
    policies.put("rungs", "{type: asha, min_interval: 2}");
    return policies;
  }

  @AfterEach
  void closeTheRest() throws Exception {
    for (Program program : programs) {
      program.close();
    }
  }

  @Test
  void decisionsOfInterleavedExperimentsUnderAKillAreThoseOfAReplay() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config =
          new TrialstreamConfig(Map.of("bootstrap.servers", broker.bootstrapServers()));
      try (TopicAdmin admin = TopicAdmin.open(config)) {
        admin.create();
        admin.ensurePool("default");
      }
      int port = freePort();
      Program server = server(broker, port);
      TrialstreamClient client =
          new TrialstreamClient(URI.create("http://127.0.0.1:" + port))
              .withPatience(Duration.ofSeconds(60));
      await().atMost(Duration.ofSeconds(60)).until(client::ready);
      for (Map.Entry<String, String> each : POLICIES.entrySet()) {
        client.submit(sweep(each.getKey(), each.getValue()), Optional.empty(), Optional.empty());
      }

      // When
      boolean killed = false;
      try (SimulatedFleet fleet = new SimulatedFleet(config, 20, 7)) {
        while (!killed || !completed(client)) {
          for (int step = 0; step < 40; step++) {
            fleet.step();
          }
          if (!killed && fleet.taken().size() > 40) {
            server.kill();
            server(broker, port);
            killed = true;
          }
        }
      }

      // Then
      for (Map.Entry<String, String> each : POLICIES.entrySet()) {
        ReplayCheck.assertSameDecisions(client, each.getKey(), folder, each.getValue());
        assertThat(client.decisions(each.getKey())).isEqualTo(topic(config, each.getKey()));
      }

      // And when
      forget(config, client.decisions("median").get(0));
      Cli.Outcome forgotten =
          Cli.run("replay", "--experiment", "median", "--server", client.server().toString());

      // Then
      assertThat(forgotten.exitCode()).isEqualTo(2);
      assertThat(forgotten.out()).isEmpty();
      assertThat(forgotten.err())
          .contains("has removed everything before offset", "are left")
          .contains("What is left of experiment median: it is COMPLETED with 30 trials; its best");
      closeTheRest();
    }
  }

  /** Lets the topic lose its records up to the one that caused the decision, as retention does. */
  private static void forget(TrialstreamConfig config, DecisionJson decision) throws Exception {
    TopicPartition partition =
        new TopicPartition(config.topics().metrics().name(), decision.partition().orElseThrow());
    try (Admin admin = Admin.create(config.admin())) {
      admin
          .deleteRecords(
              Map.of(partition, RecordsToDelete.beforeOffset(decision.offset().orElseThrow() + 1)))
          .all()
          .get();
    }
  }

  /** Whether all are, as far as the server answers already. */
  private static boolean completed(TrialstreamClient client) throws Exception {
    if (!client.ready()) {
      return false;
    }
    for (String experiment : POLICIES.keySet()) {
      if (!client.experiment(experiment).state().equals("COMPLETED")) {
        return false;
      }
    }
    return true;
  }

  private static List<DecisionJson> topic(TrialstreamConfig config, String experiment) {
    return TopicReader.values(config, config.topics().decisions()).stream()
        .filter(decision -> decision.getExperiment().equals(experiment))
        .map(DecisionJson::of)
        .toList();
  }

  private Program server(EmbeddedBroker broker, int port) throws Exception {
    Program program =
        Program.start(
            folder.resolve("server.log"),
            List.of(
                "server",
                "--port",
                String.valueOf(port),
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--data",
                folder.resolve("data").toString()));
    programs.add(program);
    return program;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String sweep(String name, String policy) {
    return """
        type: sweep
        name: %s
        trial: {command: 'train --lr ${{search_space.lr}}'}
        search_space: {lr: {type: uniform, min_value: 0, max_value: 1}}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        early_termination: %s
        limits: {max_total_trials: 30, max_concurrent_trials: 8}
        """
        .formatted(name, policy);
  }
}
