package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.ApiException;
import io.trialstream.api.DecisionJson;
import io.trialstream.api.EventJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.Experiments;
import io.trialstream.api.Submitted;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.avro.EndState;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.server.TrialstreamServer.Options;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialIds;
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

/** Servers with their coordinators, on a broker in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrialstreamServerIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private EmbeddedBroker broker;
  private TrialstreamServer server;
  private TrialstreamClient client;

  @BeforeAll
  void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (TopicAdmin admin = TopicAdmin.open(config("admin"))) {
      admin.create();
      admin.ensurePool("default");
    }
  }

  @AfterAll
  void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startServer() throws Exception {
    server = TrialstreamServer.start(config("first"), Options.local(0, "test"));
    client = clientOf(server);
    await().atMost(SOON).until(client::ready);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void anExperimentRunsFromItsFileToItsBestTrial() throws Exception {
    // Given
    Submitted submitted = client.submit(Experiments.file("whole"), Optional.empty(), key("w"));
    await().atMost(SOON).until(() -> client.trials("whole", OptionalInt.empty()).size() == 5);

    // When
    try (PlayedWorker worker = new PlayedWorker(config("worker"), "whole")) {
      for (int trial = 0; trial < 5; trial++) {
        worker.starts(trial, 1);
        worker.reports(trial, 1, "loss", trial);
      }
      for (int interval = 1; interval <= 3; interval++) {
        for (int trial = 0; trial < 5; trial++) {
          worker.reports(trial, 1, "accuracy", trial == 3 ? Double.NaN : trial / 10.0 + interval);
        }
      }
      for (int trial = 0; trial < 5; trial++) {
        worker.ends(trial, 1, EndState.COMPLETED);
      }
    }
    await().atMost(SOON).until(() -> !client.experiment("whole").running());

    // Then
    ExperimentJson experiment = client.experiment("whole");
    assertThat(submitted.experiment()).isEqualTo("whole");
    assertThat(experiment.state()).isEqualTo("COMPLETED");
    assertThat(experiment.trials().total()).isEqualTo(5);
    assertThat(experiment.specification()).contains(Experiments.file("whole"));
    List<TrialJson> trials = client.trials("whole", OptionalInt.empty());
    assertThat(trials.get(0).trial()).isEqualTo("whole_4");
    assertThat(client.best("whole", true, true)).contains(trials.get(0));
    assertThat(client.trial("whole", "whole_4")).isEqualTo(trials.get(0));
    assertThat(client.trials("whole", OptionalInt.of(2))).isEqualTo(trials.subList(0, 2));
    assertThat(experiment.best())
        .contains(new ExperimentJson.Best("whole_4", trials.get(0).score().orElseThrow()));
    List<DecisionJson> decisions = client.decisions("whole");
    assertThat(decisions).isNotEmpty();
    List<EventJson> events = events(client, "whole");
    assertThat(events).filteredOn(EventJson.End.class::isInstance).hasSize(5);
    assertThat(evidence(decisions)).isEqualTo(decidedOn(events, "whole"));
  }

  @Test
  void theSameKeyAgainIsTheSameExperimentEvenAfterARestart() throws Exception {
    // Given
    Submitted first = client.submit(Experiments.file(), Optional.empty(), key("again"));
    int port = server.port();

    // When
    server.close();
    server = TrialstreamServer.start(config("first"), Options.local(port, "test"));
    Submitted second =
        client.withPatience(SOON).submit(Experiments.file(), Optional.empty(), key("again"));

    // Then
    assertThat(second).isEqualTo(first);
    await()
        .atMost(SOON)
        .until(() -> client.trials(first.experiment(), OptionalInt.empty()).size() == 5);
    assertThat(client.experiments(Optional.empty(), 1000))
        .filteredOn(experiment -> experiment.experiment().equals(first.experiment()))
        .hasSize(1);
  }

  @Test
  void anIdThatIsTakenIsRefused() throws Exception {
    // Given
    client.submit(Experiments.file("taken"), Optional.empty(), Optional.empty());

    // When
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> client.submit(Experiments.file("taken"), Optional.empty(), Optional.empty()));

    // Then
    assertThat(refused.status()).isEqualTo(409);
  }

  @Test
  void anUnknownPoolIsRefused() {
    // Given
    String file = Experiments.file("nowhere") + "compute: azureml:gpu\n";

    // When
    ApiException refused =
        catchThrowableOfType(
            ApiException.class, () -> client.submit(file, Optional.empty(), Optional.empty()));

    // Then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused).hasMessageContaining("worker --pool gpu");
  }

  @Test
  void whicheverOfTwoServersIsAskedTheAnswerIsTheOwners() throws Exception {
    try (TrialstreamServer second =
        TrialstreamServer.start(config("second"), Options.local(0, "test"))) {
      // Given
      TrialstreamClient other = clientOf(second).withPatience(SOON);
      await().atMost(SOON).until(other::ready);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ids.add(client.submit(Experiments.file(), Optional.empty(), key("two-" + i)).experiment());
      }

      for (String id : ids) {
        // When
        await().atMost(SOON).until(() -> client.trials(id, OptionalInt.empty()).size() == 5);
        List<TrialJson> here = client.trials(id, OptionalInt.empty());
        List<TrialJson> there = other.trials(id, OptionalInt.empty());
        other.stop(id, id + "_1", "not wanted");
        other.cancel(id, "enough");

        // Then
        assertThat(there).isEqualTo(here);
        await().atMost(SOON).until(() -> !other.experiment(id).running());
        assertThat(other.experiment(id).state()).isEqualTo("CANCELED");
        assertThat(client.trial(id, id + "_1").reason().orElse("")).contains("not wanted");
        assertThat(events(client, id)).isEmpty();
      }
    }
  }

  private TrialstreamConfig config(String name) {
    return new TrialstreamConfig(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "state.dir",
            folder.resolve("state-" + name).toString()));
  }

  private static TrialstreamClient clientOf(TrialstreamServer server) {
    return new TrialstreamClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static Optional<String> key(String key) {
    return Optional.of(key);
  }

  private static List<EventJson> events(TrialstreamClient client, String id) throws Exception {
    List<EventJson> events = new ArrayList<>();
    client.events(id, Optional.empty(), events::add);
    return events;
  }

  /** What is decided on an export, of which each attempt is one execution that starts once. */
  private static List<String> decidedOn(List<EventJson> events, String id) throws Exception {
    Specification specification =
        ExperimentFile.parse(Experiments.file(id), Optional.empty()).specification();
    ExperimentLog log =
        new ExperimentLog(
            specification.objective().goal(),
            specification.objective().primaryMetric(),
            specification.policy());
    Set<String> started = new HashSet<>();
    List<String> decisions = new ArrayList<>();
    long seq = 0;
    for (EventJson event : events) {
      int trial = TrialIds.parse(event.trial()).orElseThrow().number();
      String execution = trial + "/" + event.attempt();
      if (started.add(execution)) {
        log.started(trial, event.attempt(), execution, ++seq);
      }
      if (event instanceof EventJson.Report report) {
        Effect effect =
            log.report(trial, event.attempt(), execution, ++seq, report.metric(), report.value());
        Effect.Counted counted = (Effect.Counted) effect;
        assertThat(counted.interval()).isEqualTo(report.interval().orElse(0));
        counted.decisions().forEach(decision -> decisions.add(evidence(id, decision)));
      } else if (event instanceof EventJson.End end) {
        log.ended(
            trial,
            event.attempt(),
            execution,
            ++seq,
            io.trialstream.stopping.EndState.valueOf(end.state()));
      }
    }
    return decisions;
  }

  private static List<String> evidence(List<DecisionJson> decisions) {
    return decisions.stream()
        .map(d -> evidence(d.trial(), d.attempt(), d.interval(), d.value(), d.limit(), d.peers()))
        .toList();
  }

  private static String evidence(String id, Decision d) {
    return evidence(
        TrialIds.of(id, d.trial()), d.attempt(), d.interval(), d.value(), d.limit(), d.peers());
  }

  private static String evidence(Object... parts) {
    return List.of(parts).toString();
  }
}
