package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that ask a server, against one that {@code server} runs in this process. */
@Timeout(120)
class ServerIT {
  @TempDir private static Path folder;

  private static final Cli SERVER = new Cli();
  private static CompletableFuture<Integer> serverExit = new CompletableFuture<>();
  private static String server = "";
  private static String broker = "";

  private final Cli host = new Cli();

  @BeforeAll
  static void startAServerAndRunAnExperiment() {
    serverExit =
        CompletableFuture.supplyAsync(
            () ->
                SERVER.exitCode(
                    "server",
                    "--data",
                    folder.resolve("data").toString(),
                    "--port",
                    "0",
                    "--broker-port",
                    "0",
                    "--slots",
                    "1",
                    "--allow",
                    "sh",
                    "-X",
                    "stop.grace.ms=500"));
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> serverExit.isDone() || SERVER.out().contains("data are in"));
    server = find("ready at (\\S+)");
    broker = find("broker is at (\\S+);");
    Cli watching = new Cli();
    int exitCode =
        watching.exitCode(
            "submit",
            Sweeps.write(folder, "small", Sweeps.sevenReports()).toString(),
            "--watch",
            "--format",
            "json",
            "--server",
            server);
    assertThat(exitCode).as(watching.err()).isZero();
    assertThat(watching.out()).startsWith("{").contains("\"decisions\" : [ {");
    assertThat(watching.err()).contains("3/3 trials ended");
  }

  @AfterAll
  static void theServerEndsWhenItIsAskedTo() {
    SERVER.interrupt();
    assertThat(serverExit.join()).as(SERVER.err()).isZero();
    assertThat(SERVER.err()).doesNotContain("halted");
  }

  private static String find(String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(SERVER.out());
    assertThat(matcher.find()).as(SERVER.out() + SERVER.err()).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "experiments --state completed | small       COMPLETED",
        "trials small | small_0  COMPLETED      3",
        "trials small --top 1 | small_0",
        "best small | reached at interval  1",
        "metrics small | small_2        1                           STOPPED",
        "metrics small 0 | small_0        1         7  score",
        "decisions small | best score so far 2"
      })
  void everyQueryAnswersInEveryFormat(String command, String row) {
    // When
    Cli table = ask(command);
    Cli json = ask(command + " --format json");
    Cli ndjson = ask(command + " --format ndjson");

    // Then
    assertThat(table.out()).contains(row);
    assertThat(read(json.out()).isObject()).isTrue();
    assertThat(ndjson.out().lines()).isNotEmpty().allMatch(line -> read(line).isObject());
    assertThat(table.err() + json.err() + ndjson.err()).isEmpty();
  }

  @Test
  void whatIsUnknownOrHasEndedIsASentenceWithExitCode2() {
    assertRefused("There is no experiment 'nobody'", "best", "nobody");
    assertRefused("There is no experiment 'nobody'", "watch", "nobody");
    assertRefused("has no trial 'small_77'", "stop", "small", "77");
    assertRefused("has ended", "cancel", "small");
    assertRefused(
        "exists already",
        "submit",
        Sweeps.write(folder, "small", Sweeps.sevenReports()).toString());
    assertRefused(
        "no worker pool 'gpu'",
        "submit",
        Sweeps.write(folder, "pooled", Sweeps.sevenReports(), "compute: azureml:gpu").toString());
    assertRefused(
        "line 12: surprise: the key is not known",
        "submit",
        Sweeps.write(folder, "odd", Sweeps.sevenReports(), "surprise: 1").toString());
  }

  @Test
  void aPortOrADataDirectoryInUseIsASentenceWithExitCode2() {
    String port = server.substring(server.lastIndexOf(':') + 1);
    String data = folder.resolve("data").toString();
    String fresh = folder.resolve("fresh").toString();

    assertStartRefused("Port " + port, "server", "--port", port, "--data", fresh);
    assertStartRefused("is in use", "server", "--port", "0", "--data", data);
    assertStartRefused(
        "is in use", "server", "--port", "0", "--data", data, "--bootstrap-server", broker);
    assertStartRefused("is in use", "broker", "--port", "0", "--data", data + "/broker");
    assertStartRefused(
        "Port", "broker", "--port", broker.substring(broker.lastIndexOf(':') + 1), "--data", fresh);
    assertStartRefused(
        "Another worker uses",
        "worker",
        "--allow",
        "sh",
        "--data",
        data + "/worker-default",
        "--bootstrap-server",
        broker);
  }

  @Test
  void whereNothingAnswersTheAddressIsNamed() {
    String nowhere = "127.0.0.1:1";

    assertStartRefused(
        "No server answers at http://" + nowhere, "experiments", "--server", "http://" + nowhere);
    for (String command :
        new String[] {
          "tail metrics",
          "topics create",
          "topics describe",
          "worker --allow sh --data " + folder + "/w"
        }) {
      assertStartRefused(
          "No Kafka broker answers at " + nowhere,
          (command
                  + " -X admin.default.api.timeout.ms=1500 -X admin.request.timeout.ms=1000 --bootstrap-server "
                  + nowhere)
              .split(" "));
    }
  }

  @Test
  void ctrlCDetachesAWatchAndCancelEndsTheExperiment() {
    // Given
    assertThat(ask("submit " + Sweeps.write(folder, "endless", Sweeps.endless())).out())
        .isEqualTo("endless\n");
    Cli watching = new Cli();
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(
            () -> watching.exitCode("watch", "endless", "--server", server));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> watch.isDone() || watching.err().contains("best 1 (trial 0)"));

    // When
    watching.interrupt();

    // Then
    assertThat(watch.join()).isEqualTo(1);
    assertThat(watching.out()).isEmpty();
    assertThat(watching.err())
        .contains(
            "Detached; experiment endless goes on", "trialstream watch endless --server " + server);

    // And when
    ask("stop endless 0 --reason one");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ask("trials endless").out().contains("endless_1  RUNNING"));
    ask("cancel endless --reason enough");
    int exitCode = host.exitCode("watch", "endless", "--server", server);

    // Then
    assertThat(exitCode).isEqualTo(1);
    assertThat(host.out())
        .startsWith("Experiment endless is CANCELED")
        .containsPattern("endless_0 +CANCELED .*one")
        .containsPattern("endless_1 +CANCELED .*enough");
  }

  @Test
  void tailPrintsDecodedRecordsAndGoesOnAfterOneThatIsNone() {
    // Given
    start("topics create --pool odd --bootstrap-server " + broker);
    TrialstreamConfig config = new TrialstreamConfig(Map.of("bootstrap.servers", broker));
    Topic<Suggestion> topic = config.topics().trials("odd");
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            config.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), "odd".getBytes(UTF_8), new byte[] {1}));
      producer.send(
          new ProducerRecord<>(
              topic.name(), "even".getBytes(UTF_8), topic.codec().encode(suggestion())));
    }

    // When
    Cli metrics = tail("metrics", "10");
    Cli decisions = tail("trialstream.decisions", "2");
    Cli odd = tail("trials.odd", "2");

    // Then
    assertThat(metrics.out().lines()).hasSize(10);
    assertThat(read(metrics.out().lines().findFirst().orElseThrow()).at("/value/kind").asText())
        .isEqualTo("STARTED");
    assertThat(decisions.out().lines().map(line -> read(line).at("/value/trial").asText()))
        .containsExactly("small_1", "small_2");
    assertThat(odd.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).contains("\"key\":\"odd\",\"error\":\"The value is not in Avro"),
            line -> assertThat(line).contains("\"key\":\"even\",\"value\":{\"experiment\":\"e\""));
    assertStartRefused(
        "has no topic trialstream.trials.nobody",
        "tail",
        "trials.nobody",
        "--bootstrap-server",
        broker);
  }

  @Test
  void tailStartsAtTheEndAndEndsWithCtrlC() {
    // Given
    CompletableFuture<Integer> tail =
        CompletableFuture.supplyAsync(
            () -> host.exitCode("tail", "experiments", "--bootstrap-server", broker));
    await().atMost(Duration.ofSeconds(30)).until(() -> tail.isDone() || host.listening());

    // When
    host.interrupt();

    // Then
    assertThat(tail.join()).as(host.err()).isZero();
    assertThat(host.out()).isEmpty();
  }

  @Test
  void topicsAreDescribedAndCreatedWhereTheyAreMissing() {
    // When
    Cli describe = start("topics describe --format json --bootstrap-server " + broker);
    Cli again = start("topics create --bootstrap-server " + broker);
    Cli pool = start("topics create --pool gpu-x --bootstrap-server " + broker);

    // Then
    assertThat(read(describe.out()).path("topics").findValuesAsText("name"))
        .contains("trialstream.metrics", "trialstream.trials.default");
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).isEqualTo("All topics exist.\n");
    assertThat(pool.out()).isEqualTo("trialstream.trials.gpu-x\n");
  }

  private static Suggestion suggestion() {
    return Suggestion.newBuilder()
        .setExperiment("e")
        .setTrial("e_0")
        .setNumber(0)
        .setAttempt(1)
        .setTime(Instant.EPOCH)
        .setParameters(List.of())
        .setCommand(List.of("sh"))
        .setPrimaryMetric("score")
        .build();
  }

  private static Cli tail(String topic, String max) {
    return start(
        "tail " + topic + " --from-beginning --max " + max + " --bootstrap-server " + broker);
  }

  private static Cli ask(String command) {
    return start(command + " --server " + server);
  }

  private static Cli start(String command) {
    Cli asking = new Cli();
    int exitCode = asking.exitCode(command.split(" "));
    assertThat(exitCode).as(asking.err()).isZero();
    return asking;
  }

  private static void assertRefused(String sentence, String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = server;
    assertStartRefused(sentence, all);
  }

  private static void assertStartRefused(String sentence, String... arguments) {
    Cli refused = new Cli();
    int exitCode = refused.exitCode(arguments);
    assertThat(exitCode).as(refused.err()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .containsPattern("(?m)^trialstream: .*" + Pattern.quote(sentence))
        .doesNotContain("\tat ", "Exception");
  }

  private static JsonNode read(String json) {
    try {
      return Json.read(json, JsonNode.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
