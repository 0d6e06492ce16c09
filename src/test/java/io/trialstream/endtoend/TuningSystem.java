package io.trialstream.endtoend;

import static org.awaitility.Awaitility.await;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.server.AddressUnavailableException;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.testing.TestBroker;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.WorkerAgent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A broker, a server and one worker of the pool {@code default}. */
final class TuningSystem implements AutoCloseable {
  private final Path folder;
  private final TestBroker broker;
  private final TrialstreamServer server;
  private final WorkerAgent worker;
  private final TrialstreamConfig config;

  private TuningSystem(
      Path folder,
      TestBroker broker,
      TrialstreamServer server,
      WorkerAgent worker,
      TrialstreamConfig config) {
    this.folder = folder;
    this.broker = broker;
    this.server = server;
    this.worker = worker;
    this.config = config;
  }

  /**
   * Starts it; it is ready when this returns.
   *
   * @param folder where everything is kept
   * @param settings added to the defaults
   * @param allowed the programs that the worker may run
   */
  static TuningSystem start(Path folder, Map<String, String> settings, int slots, String... allowed)
      throws AddressUnavailableException {
    return start(TestBroker.embedded(folder), folder, settings, slots, allowed);
  }

  /**
   * Starts it on a broker that is there; it is ready when this returns.
   *
   * @param broker closed when the rest has been
   */
  static TuningSystem start(
      TestBroker broker, Path folder, Map<String, String> settings, int slots, String... allowed)
      throws AddressUnavailableException {
    Map<String, String> all = new HashMap<>(broker.settingsWith(settings));
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.put("state.dir", folder.resolve("state").toString());
    TrialstreamConfig config = new TrialstreamConfig(all);
    TrialstreamServer server =
        TrialstreamServer.start(config, TrialstreamServer.Options.local(0, "test"));
    WorkerAgent worker =
        WorkerAgent.start(
            config,
            new WorkerAgent.Options("default", slots, Set.of(allowed), folder.resolve("worker")),
            server.meters());
    TuningSystem system = new TuningSystem(folder, broker, server, worker, config);
    await().atMost(Duration.ofSeconds(60)).until(system.client()::ready);
    return system;
  }

  TrialstreamConfig config() {
    return config;
  }

  /** Where the server listens. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  TrialstreamClient client() {
    return new TrialstreamClient(address());
  }

  WorkerAgent worker() {
    return worker;
  }

  /** Submits an experiment whose relative paths start in the folder. */
  String submit(String experiment) throws ApiException {
    return client().submit(experiment, Optional.of(folder), Optional.empty()).experiment();
  }

  void awaitEnd(String experiment, Duration timeout) {
    await()
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !client().experiment(experiment).running());
  }

  /** The trials by the text of their first hyperparameter, whose values are all different. */
  Map<String, TrialJson> trials(String experiment) throws ApiException {
    Map<String, TrialJson> trials = new LinkedHashMap<>();
    for (TrialJson trial : client().trials(experiment, OptionalInt.empty())) {
      trials.put(trial.params().values().iterator().next().text(), trial);
    }
    return trials;
  }

  @Override
  public void close() {
    worker.close();
    server.close();
    broker.close();
  }
}
