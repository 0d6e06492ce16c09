package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.EventJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.ReplayCheck;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.OraclePolicy;
import io.trialstream.testing.TestBroker;
import io.trialstream.topics.TrialIds;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers and workers as processes of their own, killed with -9 while they tune. */
@Timeout(240)
abstract class KilledProcesses {
  private static final String POLICY = "median_stopping";
  private static final int TRIALS = 24;

  /** Reports 20 values, a tenth of a second apart, that grow towards its quality. */
  private static final String SCRIPT =
      """
      quality=$1
      i=1
      while [ $i -le 20 ]; do
        echo "step=$i accuracy=$((quality * 100 * i / (i + 3)))"
        i=$((i + 1))
        sleep 0.1
      done
      """;

  private static final String SWEEP =
      """
      type: sweep
      trial:
        code: .
        command: sh train.sh ${{search_space.quality}}
      search_space:
        quality: {type: randint, upper: 1000}
      sampling_algorithm: {type: random, seed: 4}
      objective: {goal: maximize, primary_metric: accuracy}
      early_termination: {type: median_stopping, delay_evaluation: 5}
      limits: {max_total_trials: %d, max_concurrent_trials: 6}
      """
          .formatted(TRIALS);

  @TempDir Path folder;

  private final List<Program> programs = new ArrayList<>();

  /** What they run on; it is closed in the end. */
  abstract TestBroker broker() throws Exception;

  /** Called early in the experiment: what else is to fail. By default nothing. */
  void failMeanwhile() throws Exception {}

  /** Called late in the experiment: what failed works again. */
  void mendMeanwhile() throws Exception {}

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Program start(String name, TestBroker broker, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
    all.addAll(List.of("--data", folder.resolve(name).toString()));
    broker
        .settingsWith(Map.of("heartbeat.interval.ms", "500", "lease.duration.ms", "4000"))
        .forEach((key, value) -> all.addAll(List.of("-X", key + "=" + value)));
    Program program = Program.start(folder.resolve(name + ".log"), all);
    programs.add(program);
    return program;
  }

  private Program server(String name, TestBroker broker, int port) throws IOException {
    return start(name, broker, List.of("server", "--port", String.valueOf(port)));
  }

  private Program worker(String name, TestBroker broker) throws IOException {
    return start(name, broker, List.of("worker", "--slots", "2", "--allow", "sh"));
  }

  private static TrialstreamClient client(int port) {
    return new TrialstreamClient(URI.create("http://127.0.0.1:" + port))
        .withPatience(Duration.ofSeconds(60));
  }

  private static long ended(ExperimentJson experiment) {
    return experiment.trials().completed()
        + experiment.trials().failed()
        + experiment.trials().stopped()
        + experiment.trials().canceled();
  }

  private static void awaitEnded(TrialstreamClient client, String id, int trials) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> ended(client.experiment(id)) >= trials);
  }

  /** The scripts that run now below a folder. */
  private static Stream<ProcessHandle> scripts(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().arguments().map(List::of).orElse(List.of()).contains("train.sh"))
        .filter(process -> runsBelow(process, folder));
  }

  /** Whether a worker runs a script that has more than half of its time before it. */
  private boolean hasYoungScript(String worker) {
    Instant born = Instant.now().minusSeconds(1);
    return scripts(folder.resolve(worker))
        .anyMatch(process -> process.info().startInstant().filter(born::isBefore).isPresent());
  }

  private static boolean runsBelow(ProcessHandle process, Path folder) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
          .startsWith(folder);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void experimentCompletesWithTheDecisionsOfItsLogWhateverIsKilled() throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
    int port1 = freePort();
    int port2 = freePort();
    try (TestBroker broker = broker()) {
      // Given
      Program server1 = server("server1", broker, port1);
      await().atMost(Duration.ofSeconds(60)).until(client(port1)::ready);
      Program server2 = server("server2", broker, port2);
      Program worker1 = worker("worker1", broker);
      worker("worker2", broker);
      await().atMost(Duration.ofSeconds(60)).until(client(port2)::ready);
      String id =
          client(port1)
              .submit(SWEEP, Optional.of(folder.resolve("code")), Optional.empty())
              .experiment();

      // When
      awaitEnded(client(port1), id, 2);
      failMeanwhile();
      awaitEnded(client(port1), id, 3);
      // With one that has just begun it takes a trial along, whatever holds up the others.
      await().atMost(Duration.ofSeconds(90)).until(() -> hasYoungScript("worker1"));
      worker1.kill();
      awaitEnded(client(port1), id, 6);
      server1.kill();
      awaitEnded(client(port2), id, 10);
      mendMeanwhile();
      server("server1", broker, port1);
      await().atMost(Duration.ofSeconds(60)).until(client(port1)::ready);
      server2.kill();
      TrialstreamClient client = client(port1);
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> !client.experiment(id).state().equals("RUNNING"));

      // Then
      assertThat(client.experiment(id).state()).isEqualTo("COMPLETED");
      List<TrialJson> trials = client.trials(id, OptionalInt.empty());
      assertThat(trials)
          .hasSize(TRIALS)
          .allSatisfy(trial -> assertThat(trial.state()).isIn("COMPLETED", "STOPPED"))
          .anySatisfy(trial -> assertThat(trial.attempts()).isGreaterThan(1));
      List<EventJson> events = new ArrayList<>();
      client.events(id, Optional.empty(), events::add);
      assertThat(completions(events)).doesNotHaveDuplicates();
      assertThat(evidence(client.decisions(id)))
          .isNotEmpty()
          .isEqualTo(
              EventsOracle.decisions(
                      events, Goal.MAXIMIZE, "accuracy", OraclePolicy.of(POLICY, 5, 1))
                  .stream()
                  .map(
                      made ->
                          new Evidence(
                              TrialIds.of(id, made.trial()),
                              made.attempt(),
                              made.interval(),
                              made.value().orElse(Double.NaN),
                              made.limit().orElse(Double.NaN),
                              made.peers()))
                  .toList());
      ReplayCheck.assertSameDecisions(
          client, id, folder, "{type: median_stopping, delay_evaluation: 5}");
      await().atMost(Duration.ofSeconds(10)).until(() -> scripts(folder).findAny().isEmpty());
    } finally {
      for (Program program : programs) {
        program.close();
      }
    }
  }

  private record Evidence(
      String trial, int attempt, int interval, double value, double limit, int peers) {}

  private static List<Evidence> evidence(List<DecisionJson> decisions) {
    return decisions.stream()
        .map(
            made ->
                new Evidence(
                    made.trial(),
                    made.attempt(),
                    made.interval(),
                    made.value().orElse(Double.NaN),
                    made.limit().orElse(Double.NaN),
                    made.peers()))
        .toList();
  }

  private static List<String> completions(List<EventJson> events) {
    List<String> trials = new ArrayList<>();
    for (EventJson event : events) {
      if (event instanceof EventJson.End end && end.state().equals("COMPLETED")) {
        trials.add(end.trial());
      }
    }
    return trials;
  }
}
