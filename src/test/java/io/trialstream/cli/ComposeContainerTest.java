package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.testing.ComposeProject;
import io.trialstream.testing.FreePorts;
import io.trialstream.testing.NeedsDocker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The whole of docker-compose.yml, with a container of each kind killed in an experiment. */
@NeedsDocker
@Timeout(420)
class ComposeContainerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int TRIALS = 36;

  /** What docker-compose and the containers say; it stays. */
  private static final Path OUTPUT = Path.of("target", "compose.log");

  @TempDir Path folder;

  private ComposeProject system;
  private TrialstreamClient client1;
  private TrialstreamClient client2;

  @BeforeEach
  void start() throws Exception {
    List<Integer> ports = FreePorts.find(6);
    client1 = client(ports.get(0));
    client2 = client(ports.get(1));
    Map<String, String> variables =
        Map.of(
            "COMPOSE_PROJECT_NAME", "trialstream-test-" + ProcessHandle.current().pid(),
            "SERVER_1_PORT", ports.get(0).toString(),
            "SERVER_2_PORT", ports.get(1).toString(),
            "REGISTRY_PORT", ports.get(2).toString(),
            "BROKER_1_PORT", ports.get(3).toString(),
            "BROKER_2_PORT", ports.get(4).toString(),
            "BROKER_3_PORT", ports.get(5).toString());
    Optional<ComposeProject> project = ComposeProject.of(variables, OUTPUT);
    if (project.isEmpty()) {
      String sentence =
          "ComposeContainerTest is SKIPPED: there is neither docker-compose nor docker compose."
              + " Install one, and run mvn verify -Pcontainers again.";
      System.err.println(sentence);
      throw new TestAbortedException(sentence);
    }
    system = project.get();
    system.up(2);
    await().atMost(PATIENCE).until(() -> client1.ready() && client2.ready());
  }

  @AfterEach
  void stop() throws Exception {
    if (system != null) {
      try {
        system.logs();
      } finally {
        system.close();
      }
    }
  }

  private static TrialstreamClient client(int port) {
    return new TrialstreamClient(URI.create("http://127.0.0.1:" + port)).withPatience(PATIENCE);
  }

  private void awaitEnded(TrialstreamClient client, String id, int trials) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              ExperimentJson now = client.experiment(id);
              return now.trials().completed() + now.trials().stopped() >= trials;
            });
  }

  private String submit(Path file) {
    Cli.Outcome outcome =
        Cli.run("submit", file.toString(), "--server", client1.server().toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome.out().strip();
  }

  @Test
  void anExperimentLosesNothingWhenABrokerAServerAndAWorkerAreKilled() throws Exception {
    // Given
    String sweep = Files.readString(Path.of("examples", "digits", "sweep-in-containers.yaml"));
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(file, sweep.replace("max_total_trials: 24", "max_total_trials: " + TRIALS));
    String id = submit(file);

    // When
    awaitEnded(client2, id, 3);
    system.kill("broker-2");
    awaitEnded(client2, id, 7);
    system.kill("server-1");
    assertThat(system.isDown("broker-2") && system.isDown("server-1")).isTrue();
    awaitEnded(client2, id, 11);
    system.killOne("worker");
    awaitEnded(client2, id, 15);
    system.up(2);
    await().atMost(PATIENCE).until(() -> !client2.experiment(id).running());

    // Then
    ExperimentJson ended = client2.experiment(id);
    assertThat(ended.state()).as(ended.toString()).isEqualTo("COMPLETED");
    List<TrialJson> trials = client2.trials(id, OptionalInt.empty());
    assertThat(trials)
        .hasSize(TRIALS)
        .allSatisfy(trial -> assertThat(trial.state()).isIn("COMPLETED", "STOPPED"))
        .allSatisfy(trial -> assertThat(trial.attempts()).isLessThanOrEqualTo(2));
    await().atMost(PATIENCE).until(client1::ready);
    assertThat(client1.trials(id, OptionalInt.empty())).isEqualTo(trials);
    ReplayCheck.assertSameDecisions(
        client1, id, folder, "{type: median_stopping, delay_evaluation: 5}");
  }
}
