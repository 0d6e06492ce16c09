package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.server.TrialstreamServer.Options;
import io.trialstream.topics.TrialstreamConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Workers that speak HTTP alone, on servers with a broker in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskTellIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private EmbeddedBroker broker;
  private TrialstreamServer server;
  private TrialstreamClient client;
  private AskTellClient http;

  @BeforeAll
  void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startServer() throws Exception {
    server = TrialstreamServer.start(config("first"), Options.local(0, "test"));
    use(server);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void aPoorTrialIsStoppedInTheAnswerToItsReport() throws Exception {
    // Given
    submit("stops", 3, 3, "early_termination: {type: median_stopping}");
    JsonNode given = http.suggest("stops", 3, "w", "").body();
    assertThat(given.path("trials")).hasSize(3);
    http.report("stops_0", 0.9);
    http.report("stops_1", 0.8);

    // When
    AskTellClient.Answer report = http.reportUntilPassed("stops_2", 1, 0.1);

    // Then
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.body().path("interval").asInt()).isEqualTo(1);
    assertThat(report.body().path("stop").asBoolean()).isTrue();
    assertThat(report.body().path("reason").asText()).contains("median");
    JsonNode completed = http.complete("stops_2", 1, "COMPLETED").body();
    assertThat(completed.path("state").asText()).isEqualTo("STOPPED");
    assertThat(http.complete("stops_2", 1, "COMPLETED").body()).isEqualTo(completed);
    for (String trial : List.of("stops_0", "stops_1")) {
      http.complete(trial, 1, "COMPLETED");
    }
    await().atMost(SOON).until(() -> !client.experiment("stops").running());
    assertThat(client.experiment("stops").state()).isEqualTo("COMPLETED");
    assertThat(client.best("stops", true, true).map(TrialJson::trial)).contains("stops_0");
    JsonNode over = http.suggest("stops", 1, "w", "").body();
    assertThat(over.path("trials")).isEmpty();
    assertThat(over.path("state").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void theSameKeyGivesTheSameTrialsAndNoMoreEvenAfterARestart() throws Exception {
    // Given
    submit("again", 10, 10, "");
    AskTellClient.Answer first = http.suggest("again", 2, "w", "key-1");
    AskTellClient.Answer second = http.suggest("again", 2, "w", "key-1");

    // When
    server.close();
    server = TrialstreamServer.start(config("first"), Options.local(0, "test"));
    use(server);
    AskTellClient.Answer third = http.suggestOnceThere("again", 2, "w", "key-1");

    // Then
    assertThat(first.body().path("trials")).hasSize(2);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(third.body()).isEqualTo(first.body());
    assertThat(client.trials("again", OptionalInt.empty())).hasSize(2);
    client.cancel("again", "done");
  }

  @Test
  void whileTheLimitIsReachedThereIsNothingAndAnEndMakesRoom() throws Exception {
    // Given
    submit("limited", 10, 2, "");
    assertThat(http.suggest("limited", 5, "w", "").body().path("trials")).hasSize(2);

    // When
    JsonNode none = http.suggest("limited", 1, "w", "").body();
    http.complete("limited_0", 1, "FAILED");
    JsonNode next = http.suggest("limited", 5, "w", "").body();

    // Then
    assertThat(none.path("trials")).isEmpty();
    assertThat(none.path("state").asText()).isEqualTo("RUNNING");
    assertThat(next.path("trials")).hasSize(1);
    assertThat(next.path("trials").get(0).path("trial").asText()).isEqualTo("limited_2");
    client.cancel("limited", "done");
  }

  @Test
  void suggestionsAreMadeWhenTheyAreAskedFor() throws Exception {
    // When
    submit("demand", 10, 10, "");

    // Then
    assertThat(client.trials("demand", OptionalInt.empty())).isEmpty();
    http.suggest("demand", 3, "w", "");
    await().atMost(SOON).until(() -> client.experiment("demand").trials().total() == 3);
    client.cancel("demand", "done");
  }

  @Test
  void aServerThatIsClosedBetweenAskAndTellLosesNothing() throws Exception {
    // Given
    submit("closed", 2, 2, "");
    http.suggest("closed", 2, "w", "");
    http.report("closed_0", 0.5);

    // When
    server.close();
    server = TrialstreamServer.start(config("first"), Options.local(0, "test"));
    use(server);
    http.onceThere(() -> http.report("closed_0", 0.7));

    // Then
    assertThat(http.complete("closed_0", 1, "COMPLETED").status()).isEqualTo(200);
    assertThat(http.complete("closed_1", 1, "COMPLETED").status()).isEqualTo(200);
    await().atMost(SOON).until(() -> !client.experiment("closed").running());
    assertThat(client.trial("closed", "closed_0").score()).hasValue(0.7);
    assertThat(client.trial("closed", "closed_0").intervals()).isEqualTo(2);
    assertThat(client.trial("closed", "closed_1").attempts()).isEqualTo(1);
  }

  @Test
  void aSilentWorkersTrialGoesToAnotherAndIsFenced() throws Exception {
    // Given
    submit("silent", 1, 1, "");
    http.suggest("silent", 1, "first", "");

    // When
    await()
        .atMost(SOON)
        .until(() -> http.suggest("silent", 1, "second", "").body().path("trials").size() == 1);
    AskTellClient.Answer late = http.report("silent_0", 0.5);

    // Then
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body().path("detail").asText()).contains("Attempt 1").contains("attempt 2");
    AskTellClient.Answer stranger =
        http.post(
            "silent",
            "/trials/silent_0:report",
            Map.of("attempt", 2, "metric", "accuracy", "value", 0.5, "worker", "first"));
    assertThat(stranger.status()).isEqualTo(409);
    assertThat(stranger.body().path("detail").asText()).contains("'second'");
    assertThat(http.complete("silent_0", 2, "COMPLETED").status()).isEqualTo(200);
    await().atMost(SOON).until(() -> !client.experiment("silent").running());
    assertThat(client.trial("silent", "silent_0").attempts()).isEqualTo(2);
  }

  @Test
  void aHeartbeatKeepsTheTrialAndTellsOfACancel() throws Exception {
    // Given
    submit("beats", 1, 1, "");
    http.suggest("beats", 1, "w", "");
    long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();

    // When
    while (System.nanoTime() < until) {
      AskTellClient.Answer beat = http.heartbeat("beats_0", 1);
      assertThat(beat.status()).as(beat.body().toString()).isEqualTo(200);
      assertThat(beat.body().path("stop").asBoolean()).isFalse();
      Thread.sleep(200);
    }
    client.cancel("beats", "enough");

    // Then
    await().atMost(SOON).until(() -> http.heartbeat("beats_0", 1).body().path("stop").asBoolean());
    assertThat(http.heartbeat("beats_0", 1).body().path("reason").asText()).contains("enough");
    assertThat(http.complete("beats_0", 1, "CANCELED").body().path("state").asText())
        .isEqualTo("CANCELED");
    await().atMost(SOON).until(() -> !client.experiment("beats").running());
  }

  @Test
  void reportsWithANumberCountOnceAndInOrder() throws Exception {
    // Given
    submit("seq", 1, 1, "");
    http.suggest("seq", 1, "w", "");

    // When
    JsonNode first = http.reportUntilPassed("seq_0", 1, 0.5).body();
    JsonNode again = http.reportUntilPassed("seq_0", 1, 0.5).body();
    JsonNode third = http.reportUntilPassed("seq_0", 3, 0.6).body();
    JsonNode overtaken = http.report("seq_0", 2, 0.4).body();

    // Then
    assertThat(first.path("interval").asInt()).isEqualTo(1);
    assertThat(again).isEqualTo(first);
    assertThat(third.path("interval").asInt()).isEqualTo(2);
    assertThat(overtaken.path("interval").isNull()).isTrue();
    http.complete("seq_0", 1, "COMPLETED");
    await().atMost(SOON).until(() -> !client.experiment("seq").running());
    assertThat(client.trial("seq", "seq_0").intervals()).isEqualTo(2);
  }

  @Test
  void whicheverOfTwoServersIsAskedEveryTrialIsGivenOnce() throws Exception {
    try (TrialstreamServer second =
        TrialstreamServer.start(config("second"), Options.local(0, "test"))) {
      // Given
      AskTellClient other = new AskTellClient(second.port());
      await().atMost(SOON).until(second::ready);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        submit("two-" + i, 6, 6, "");
        ids.add("two-" + i);
      }

      for (String id : ids) {
        // When
        Set<String> trials = new HashSet<>();
        for (AskTellClient asker : List.of(http, other, http, other)) {
          JsonNode given = asker.suggestOnceThere(id, 2, "w", "").body();
          given.path("trials").forEach(trial -> trials.add(trial.path("trial").asText()));
        }
        for (String trial : trials) {
          assertThat(other.onceThere(() -> other.report(trial, 0.5)).status()).isEqualTo(200);
          assertThat(http.onceThere(() -> http.complete(trial, 1, "COMPLETED")).status())
              .isEqualTo(200);
        }

        // Then
        assertThat(trials).hasSize(6);
        await().atMost(SOON).until(() -> !client.experiment(id).running());
        assertThat(client.experiment(id).trials().completed()).isEqualTo(6);
      }
    }
  }

  private void submit(String id, int total, int concurrent, String rest) throws Exception {
    String file =
        """
        name: %s
        type: sweep
        search_space:
          rate: {type: uniform, min_value: 0.1, max_value: 0.9}
          layers: {type: choice, values: [1, 2, 3]}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        limits: {max_total_trials: %d, max_concurrent_trials: %d}
        %s
        """
            .formatted(id, total, concurrent, rest);
    client.submit(file, Optional.empty(), Optional.empty());
  }

  private void use(TrialstreamServer started) {
    client = new TrialstreamClient(URI.create("http://127.0.0.1:" + started.port()));
    http = new AskTellClient(started.port());
    await().atMost(SOON).until(client::ready);
  }

  private TrialstreamConfig config(String name) {
    return new TrialstreamConfig(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "lease.duration.ms",
            4_000,
            "heartbeat.interval.ms",
            500,
            "state.dir",
            folder.resolve("state-" + name).toString()));
  }
}
