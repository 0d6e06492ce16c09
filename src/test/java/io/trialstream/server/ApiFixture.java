package io.trialstream.server;

import io.trialstream.api.ExperimentIndex;
import io.trialstream.api.Experiments;
import io.trialstream.api.FakePools;
import io.trialstream.api.LogExport;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.Submissions;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.Coordinator;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.Placement;
import io.trialstream.meters.Meters;
import io.trialstream.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;

/** The REST API on a free port, before a coordinator that is only played, and without brokers. */
final class ApiFixture implements AutoCloseable {
  static final Topic<MetricEvent> METRICS = new Topic<>("metrics", MetricEvent.class);

  final ExperimentIndex index = new ExperimentIndex();
  final List<Request> written = new CopyOnWriteArrayList<>();
  final Map<String, ExperimentView> views = new ConcurrentHashMap<>();
  final Map<String, Placement> placements = new ConcurrentHashMap<>();
  final Map<String, AskedExperiment> asked = new ConcurrentHashMap<>();
  final PlayedTellLog tells = new PlayedTellLog();
  volatile Supplier<Consumer<byte[], byte[]>> log = () -> new MockConsumer<>("none");
  volatile Coordinator.Health health = Coordinator.Health.RUNNING;
  volatile boolean directoryReady = true;
  volatile boolean brokersAway;
  volatile boolean brokerFailed;

  private final Services.Holder services = new Services.Holder();
  private final Meters meters = new Meters();
  private final HttpFront http;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiFixture() {
    try {
      http =
          HttpFront.listen(
              "127.0.0.1", 0, new Routes(services, "1.2.3", meters), meters.registry());
    } catch (AddressUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What stands behind the API has started. */
  ApiFixture serve() {
    services.standOn(() -> brokerFailed);
    services.set(
        new Services(
            index,
            () -> directoryReady,
            new Submissions(
                index,
                this::append,
                new FakePools(Set.of("default")),
                (experiment, trial) -> Optional.empty(),
                InstantSource.system(),
                new Random(1),
                Duration.ofMillis(100)),
            tells,
            new LogExport(METRICS, () -> log.get()),
            new PlayedQueries()));
    return this;
  }

  /** An experiment that this instance owns. */
  void own(String id, ExperimentView view) {
    index.put(Experiments.record(id, "r").build());
    placements.put(id, new Placement.Here());
    views.put(id, view);
  }

  /** A running experiment that this instance owns, and whose trials are asked for. */
  PlayedAsked ownAsked(String id) {
    PlayedAsked played = new PlayedAsked();
    index.put(Experiments.record(id, "r").setSpecification(Experiments.askedFile(id)).build());
    placements.put(id, new Placement.Here());
    views.put(id, PlayedView.withoutScores());
    asked.put(id, played);
    tells.owner = played::pass;
    return played;
  }

  int port() {
    return http.port();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, new byte[0], headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  HttpResponse<String> submit(String file, String... headers) throws Exception {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/yaml";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return post("/api/v1/experiments", file, all);
  }

  HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void append(Request request) throws RequestRefusedException {
    if (brokersAway) {
      throw new RequestRefusedException(Kind.UNAVAILABLE, "The brokers are away; try again");
    }
    written.add(request);
    if (request.getAction() == RequestAction.SUBMIT) {
      index.put(Experiments.record(request));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private final class PlayedQueries implements Queries {
    @Override
    public Coordinator.Health health() {
      return health;
    }

    @Override
    public Placement locate(String experiment) {
      return placements.getOrDefault(experiment, new Placement.Unknown());
    }

    @Override
    public Optional<ExperimentView> view(String experiment) {
      return Optional.ofNullable(views.get(experiment));
    }

    @Override
    public Optional<AskedExperiment> asked(String experiment) {
      return Optional.ofNullable(asked.get(experiment));
    }
  }
}
