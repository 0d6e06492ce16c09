package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.worker.Programs;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of workers over HTTP, run by a real Python, with processes killed in the middle. */
class AskTellExampleIT {
  private static final Path EXAMPLE = Path.of("examples", "ask-tell");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRIALS = 40;
  private static final int EPOCHS = 10;

  @TempDir Path folder;

  private final List<Process> workers = new ArrayList<>();
  private EmbeddedBroker broker;
  private Program server;
  private TrialstreamClient client;
  private int port;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Programs.onPath("python3", System.getenv().getOrDefault("PATH", "")).isPresent(),
        "python3 is not on the PATH: the example of workers over HTTP is NOT tested");
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    client = new TrialstreamClient(URI.create("http://127.0.0.1:" + port)).withPatience(PATIENCE);
    startServer();
  }

  private void startServer() throws Exception {
    server =
        Program.start(
            folder.resolve("server.log"),
            List.of(
                "server",
                "--bootstrap-server=" + broker.bootstrapServers(),
                "--port=" + port,
                "--data=" + folder.resolve("data"),
                "-Xlease.duration.ms=8000",
                "-Xheartbeat.interval.ms=1000"));
    await().atMost(PATIENCE).until(client::ready);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process worker : workers) {
      worker.destroyForcibly().waitFor();
    }
    if (server != null) {
      server.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void aWorkersTrialThatWasKilledWithItIsTriedAgainByAnother() throws Exception {
    // Given
    String id = submit();
    String code = Files.readString(EXAMPLE.resolve("worker.py"));
    Path slow = folder.resolve("slow.py");
    Files.writeString(slow, code.replace("time.sleep(0.05)", "time.sleep(5)"));
    assertThat(slow).content().contains("sleep(5)");
    Process killed = worker(slow, id);
    await().atMost(PATIENCE).until(() -> client.experiment(id).trials().running() == 1);

    // When
    killed.destroyForcibly().waitFor();
    worker(EXAMPLE.resolve("worker.py"), id);
    worker(EXAMPLE.resolve("worker.py"), id);

    // Then
    ExperimentJson ended = awaitEnd(id);
    assertThat(ended.state()).isEqualTo("COMPLETED");
    assertThat(ended.trials().completed()).isEqualTo(TRIALS);
    List<TrialJson> trials = client.trials(id, OptionalInt.empty());
    assertThat(trials).allMatch(trial -> trial.intervals() == EPOCHS);
    assertThat(trials).filteredOn(trial -> trial.attempts() == 2).hasSize(1);
    assertThat(trials).filteredOn(trial -> trial.attempts() == 1).hasSize(TRIALS - 1);
    workers.remove(killed);
    for (Process worker : workers) {
      assertThat(worker.waitFor()).isZero();
    }
  }

  @Test
  void aServerThatIsKilledAgainAndAgainLosesAndDoublesNothing() throws Exception {
    // Given
    String id = submit();
    worker(EXAMPLE.resolve("worker.py"), id);
    worker(EXAMPLE.resolve("worker.py"), id);

    // When
    for (int completed : new int[] {5, 15}) {
      await().atMost(PATIENCE).until(() -> client.experiment(id).trials().completed() >= completed);
      server.kill();
      startServer();
    }

    // Then
    ExperimentJson ended = awaitEnd(id);
    assertThat(ended.state()).isEqualTo("COMPLETED");
    List<TrialJson> trials = client.trials(id, OptionalInt.empty());
    assertThat(trials).hasSize(TRIALS);
    assertThat(trials).allMatch(trial -> trial.state().equals("COMPLETED"));
    assertThat(trials).allMatch(trial -> trial.attempts() == 1);
    assertThat(trials).allMatch(trial -> trial.intervals() == EPOCHS);
  }

  private String submit() throws Exception {
    String file = Files.readString(EXAMPLE.resolve("sweep.yaml"));
    return client.submit(file, Optional.empty(), Optional.empty()).experiment();
  }

  private Process worker(Path code, String experiment) throws IOException {
    Process worker =
        new ProcessBuilder("python3", code.toString(), "http://127.0.0.1:" + port, experiment)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker-" + workers.size() + ".log").toFile())
            .start();
    workers.add(worker);
    return worker;
  }

  private ExperimentJson awaitEnd(String id) throws ApiException {
    await().atMost(PATIENCE).until(() -> !client.experiment(id).running());
    return client.experiment(id);
  }
}
