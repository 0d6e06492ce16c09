package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.EventJson;
import io.trialstream.api.TrialJson;
import io.trialstream.testing.TestBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker or a broker that neither answers nor dies for longer than a lease, and then goes on. */
@Timeout(180)
class FrozenProcessesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int REPORTS = 100;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "heartbeat.interval.ms", "500",
          "lease.duration.ms", "3000",
          "stop.grace.ms", "1000");

  /** Leaves a child in a session of its own, and reports for ten seconds. */
  private static final String SCRIPT =
      """
      setsid sleep 309 &
      i=0
      while [ $i -lt %d ]; do
        i=$((i + 1))
        echo "acc=$i"
        sleep 0.1
      done
      """
          .formatted(REPORTS);

  private static final String SWEEP =
      """
      type: sweep
      name: frozen
      trial: {code: code, command: 'sh train.sh ${{search_space.x}}'}
      search_space: {x: {type: choice, values: [1, 2, 3, 4]}}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTheScript() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
  }

  @Test
  void aWorkerThatWakesUpAfterItsLeaseKillsWhatOthersHaveTakenOver() throws Exception {
    try (TuningSystem system = TuningSystem.start(folder, SETTINGS, 2, "sh");
        Program frozen = worker(system, "sleeper")) {
      // Given
      String experiment = system.submit(SWEEP);
      await().atMost(SOON).until(() -> allReport(system.trials(experiment).values()));
      assertThat(processes("sleeper")).isPositive();

      // When
      frozen.freeze();
      await()
          .atMost(SOON)
          .until(
              () -> system.trials(experiment).values().stream().anyMatch(t -> t.attempts() == 2));
      frozen.thaw();
      system.awaitEnd(experiment, SOON);

      // Then
      Collection<TrialJson> trials = system.trials(experiment).values();
      assertThat(trials)
          .hasSize(4)
          .allSatisfy(trial -> assertThat(trial.state()).isEqualTo("COMPLETED"))
          .allSatisfy(trial -> assertThat(trial.intervals()).isEqualTo(REPORTS))
          .anySatisfy(trial -> assertThat(trial.attempts()).isEqualTo(2));
      assertThat(ends(system, experiment, "COMPLETED")).hasSize(4).doesNotHaveDuplicates();
      await().atMost(Duration.ofSeconds(10)).until(() -> processes("sleeper") == 0);
    }
  }

  @Test
  void aBrokerThatSleepsLosesNoMetricAndCostsNobodyItsLease() throws Exception {
    int port = freePort();
    try (Program broker = broker(port);
        TuningSystem system = TuningSystem.start(standing(port), folder, SETTINGS, 4, "sh")) {
      // Given
      String experiment = system.submit(SWEEP);
      await().atMost(SOON).until(() -> allReport(system.trials(experiment).values()));

      // When
      broker.freeze();
      await()
          .during(Duration.ofSeconds(6))
          .atMost(SOON)
          .until(() -> system.worker().running() == 4);
      broker.thaw();
      system.awaitEnd(experiment, SOON);

      // Then
      assertThat(system.trials(experiment).values())
          .hasSize(4)
          .allSatisfy(trial -> assertThat(trial.state()).isEqualTo("COMPLETED"))
          .allSatisfy(trial -> assertThat(trial.attempts()).isEqualTo(1))
          .allSatisfy(trial -> assertThat(trial.intervals()).isEqualTo(REPORTS));
      assertThat(ends(system, experiment, "LOST")).isEmpty();
    }
  }

  private Program worker(TuningSystem system, String name) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("worker", "--slots", "2", "--allow", "sh"));
    arguments.addAll(List.of("--bootstrap-server", system.config().bootstrapServers()));
    arguments.addAll(List.of("--data", folder.resolve(name).toString()));
    SETTINGS.forEach((key, value) -> arguments.addAll(List.of("-X", key + "=" + value)));
    return Program.start(folder.resolve(name + ".log"), arguments);
  }

  private Program broker(int port) throws IOException {
    Program broker =
        Program.start(
            folder.resolve("broker.log"),
            List.of(
                "broker",
                "--port",
                String.valueOf(port),
                "--data",
                folder.resolve("broker").toString()));
    await().atMost(SOON).until(() -> listens(port));
    return broker;
  }

  private static TestBroker standing(int port) {
    return new TestBroker("127.0.0.1:" + port, Map.of(), () -> {});
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean allReport(Collection<TrialJson> trials) {
    return trials.size() == 4 && trials.stream().allMatch(trial -> trial.intervals() > 2);
  }

  /** The trials with an end mark of that state, as often as they have it. */
  private static List<String> ends(TuningSystem system, String experiment, String state)
      throws Exception {
    List<String> trials = new ArrayList<>();
    system
        .client()
        .events(
            experiment,
            Optional.empty(),
            event -> {
              if (event instanceof EventJson.End end && end.state().equals(state)) {
                trials.add(end.trial());
              }
            });
    return trials;
  }

  /** The training processes of a worker, and what they started. */
  private long processes(String worker) {
    return WorkingDirectories.below(folder.resolve(worker).resolve("experiments"));
  }
}
