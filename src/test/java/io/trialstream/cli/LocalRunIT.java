package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.EventJson;
import io.trialstream.api.Json;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.endtoend.EventsOracle;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.OraclePolicy;
import io.trialstream.topics.TrialIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a real broker, in this process. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalRunIT {
  /** Reports 8 values, twenty a second, or for ever where its argument says so. */
  private static final String SCRIPT =
      """
      i=1
      while [ $i -le 8 ] || [ "$2" = forever ]; do
        echo "acc=$(($1 * 100 * i / (i + 3)))"
        i=$((i + 1))
        sleep 0.05
      done
      """;

  private static final String SWEEP =
      """
      type: sweep
      compute: azureml:%s
      trial: {code: code, command: 'sh train.sh ${{search_space.quality}} %s'}
      search_space:
        quality: {type: choice, values: [700, 300, 900, 100, 500, 200]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      early_termination: {type: median_stopping, delay_evaluation: 3}
      limits: {max_concurrent_trials: 3}
      """;

  @TempDir static Path folder;

  private EmbeddedBroker broker;

  @BeforeAll
  void start() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
  }

  @AfterAll
  void close() {
    broker.close();
  }

  private String[] run(String name, String argument) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, SWEEP.formatted(name, argument));
    return new String[] {
      "run",
      file.toString(),
      "--slots=3",
      "--format=json",
      "--export-events=" + folder.resolve(name + ".ndjson"),
      "--bootstrap-server=" + broker.bootstrapServers(),
      "--data=" + folder.resolve(name)
    };
  }

  private static List<EventJson> events(Path file) throws IOException {
    List<EventJson> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(Json.read(line, EventJson.class));
    }
    return events;
  }

  record Stop(
      String trial,
      int attempt,
      int interval,
      OptionalDouble value,
      OptionalDouble limit,
      int peers) {}

  private static List<Stop> stops(JsonNode result) {
    List<Stop> stops = new ArrayList<>();
    for (JsonNode each : result.get("decisions")) {
      stops.add(
          new Stop(
              each.get("trial").textValue(),
              each.get("attempt").intValue(),
              each.get("interval").intValue(),
              number(each.get("value")),
              number(each.get("limit")),
              each.get("peers").intValue()));
    }
    return stops;
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(node.doubleValue());
  }

  @Test
  void runPrintsOneJsonObjectWhoseDecisionsAreThoseOfTheExportedLog() throws Exception {
    Cli.Outcome outcome = Cli.run(run("whole", "once"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode result = Json.mapper().readTree(outcome.out());
    String id = result.get("experiment").textValue();
    assertThat(result.get("state").textValue()).isEqualTo("COMPLETED");
    assertThat(result.at("/best/params/quality").intValue()).isEqualTo(900);
    assertThat(result.get("trials")).hasSize(6);
    assertThat(outcome.err()).contains("Experiment " + id, "6/6 trials ended");
    List<Stop> expected =
        EventsOracle.decisions(
                events(folder.resolve("whole.ndjson")),
                Goal.MAXIMIZE,
                "acc",
                OraclePolicy.of("median_stopping", 3, 1))
            .stream()
            .map(
                made ->
                    new Stop(
                        TrialIds.of(id, made.trial()),
                        made.attempt(),
                        made.interval(),
                        made.value(),
                        made.limit(),
                        made.peers()))
            .toList();
    assertThat(stops(result)).isNotEmpty().isEqualTo(expected);
  }

  @Test
  void interruptCancelsTheRunAndPrintsWhatThereIs() throws Exception {
    String[] command = run("endless", "forever");
    Cli cli = new Cli();
    CompletableFuture<Cli.Outcome> ended =
        CompletableFuture.supplyAsync(() -> cli.execute(command));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ended.isDone() || cli.err().contains("best"));

    cli.interrupt();

    Cli.Outcome outcome = ended.join();
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    JsonNode result = Json.mapper().readTree(outcome.out());
    assertThat(result.get("state").textValue()).isEqualTo("CANCELED");
    assertThat(result.at("/best/score").doubleValue()).isPositive();
    assertThat(events(folder.resolve("endless.ndjson")))
        .anySatisfy(event -> assertThat(event).isInstanceOf(EventJson.End.class));
    assertThat(outcome.err()).doesNotContain("halted");
  }

  private static void assertRefused(Cli.Outcome outcome, String... words) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    // A server says first what it was configured with.
    List<String> said =
        outcome.err().lines().dropWhile(line -> !line.startsWith("trialstream: ")).toList();
    assertThat(said).as(outcome.err()).hasSize(1);
    assertThat(said.get(0)).contains(words);
  }

  @Test
  void brokersDataDirectoryInUseIsNamed() {
    String data = folder.resolve("broker").toString();

    assertRefused(Cli.run("broker", "--port=0", "--data", data), data, "is in use by the broker");
  }

  @Test
  void serversDataDirectoryInUseIsNamed() {
    Path data = folder.resolve("taken");
    try (StateLock held = StateLock.of(new DataDirectory(data))) {
      assertRefused(
          Cli.run(
              "server",
              "--port=0",
              "--data=" + data,
              "--bootstrap-server=" + broker.bootstrapServers()),
          data.toString(),
          "is in use by the server of process " + ProcessHandle.current().pid());
      assertThat(held).isNotNull();
    }
  }

  @Test
  void portInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String data = folder.resolve("port").toString();

      assertRefused(Cli.run("broker", "--port", port, "--data", data), port);
      assertRefused(Cli.run("server", "--port", port, "--data", data), port);
      assertThat(Path.of(data)).doesNotExist();
    }
  }
}
