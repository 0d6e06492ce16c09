package io.trialstream.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trialstream.api.ExperimentDirectory;
import io.trialstream.api.KafkaRequestLog;
import io.trialstream.api.KafkaTellLog;
import io.trialstream.api.LogExport;
import io.trialstream.api.PoolTopics;
import io.trialstream.api.Submissions;
import io.trialstream.coordinator.Coordinator;
import io.trialstream.meters.Meters;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TopicAdminException;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.topics.WireStart;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The server: the REST API on an address, and behind it a coordinator and what reads and writes the
 * topics for it.
 */
public final class TrialstreamServer implements AutoCloseable {
  private static final Duration SUBMISSION_PATIENCE = Duration.ofSeconds(10);

  private final Options options;
  private final HttpFront http;
  private final Services.Holder services;
  private final Meters meters;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Where a server listens.
   *
   * @param host the address to listen on
   * @param port the port; 0 for a free one
   * @param advertisedHost under which other instances reach this one; empty: the host, or this
   *     machine's address towards the brokers where it listens on all
   * @param version the server's version, as its root tells it
   */
  public record Options(String host, int port, Optional<String> advertisedHost, String version) {

    /** Listening on this machine only, at the given port. */
    public static Options local(int port, String version) {
      return new Options("127.0.0.1", port, Optional.empty(), version);
    }
  }

  private TrialstreamServer(
      Options options, HttpFront http, Services.Holder services, Meters meters) {
    this.options = options;
    this.http = http;
    this.services = services;
    this.meters = meters;
    closers.push(meters::close);
  }

  /**
   * Listens on the address, and answers there that the server starts until {@link #serve} is
   * called. For those who want the address before they start anything else, a broker for one.
   */
  public static TrialstreamServer bind(Options options) throws AddressUnavailableException {
    Services.Holder services = new Services.Holder();
    Meters meters = new Meters().withProcess(options.version());
    boolean listening = false;
    try {
      meter(services, meters.registry());
      Routes routes = new Routes(services, options.version(), meters);
      HttpFront http = HttpFront.listen(options.host(), options.port(), routes, meters.registry());
      listening = true;
      return new TrialstreamServer(options, http, services, meters);
    } finally {
      if (!listening) {
        meters.close();
      }
    }
  }

  private static void meter(Services.Holder services, MeterRegistry registry) {
    Gauge.builder("trialstream.server.ready", services, holder -> holder.ready() ? 1 : 0)
        .description("1 where requests are answered in full, 0 otherwise")
        .register(registry);
    Gauge.builder("trialstream.server.failed", services, holder -> holder.failed() ? 1 : 0)
        .description(
            "1 where the server has failed for good and must be started again, 0 otherwise")
        .register(registry);
  }

  /**
   * Listens on the address and serves; the coordinator may still be starting when this returns.
   *
   * @throws AddressUnavailableException where the address cannot be listened on; nothing else has
   *     been started
   * @throws io.trialstream.topics.BrokerUnreachableException where no broker answers
   * @throws TopicAdminException where the topics do not fit
   * @throws io.trialstream.topics.schema.RegistryException where the schema registry is away or
   *     refuses a schema
   */
  public static TrialstreamServer start(TrialstreamConfig config, Options options)
      throws AddressUnavailableException {
    TrialstreamServer server = bind(options);
    boolean serving = false;
    try {
      server.serve(config);
      serving = true;
      return server;
    } finally {
      if (!serving) {
        server.close();
      }
    }
  }

  /**
   * Creates the topics that are missing and starts everything behind the API; to be called once.
   * The coordinator may still be starting when this returns; where this throws, the server is to be
   * closed.
   *
   * @throws io.trialstream.topics.BrokerUnreachableException where no broker answers
   * @throws TopicAdminException where the topics do not fit
   * @throws io.trialstream.topics.schema.RegistryException where the schema registry is away or
   *     refuses a schema
   */
  public void serve(TrialstreamConfig config) {
    WireStart.requireRegistry(config);
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      admin.create();
      admin.requireServerRights();
      Set<String> pools = admin.pools();
      WireStart.register(config, pools);
      WireStart.requireFormat(config, pools);
    }
    ExperimentDirectory directory = ExperimentDirectory.start(config);
    closers.push(directory::close);
    KafkaRequestLog requests = new KafkaRequestLog(config);
    closers.push(requests::close);
    KafkaTellLog tells = new KafkaTellLog(config);
    closers.push(tells::close);
    PoolTopics pools = new PoolTopics(config);
    closers.push(pools::close);
    String advertised =
        AdvertisedHost.of(
            options.advertisedHost(),
            options.host(),
            List.of(config.bootstrapServers().split(",")));
    Coordinator coordinator = Coordinator.start(config, advertised, http.port(), meters);
    closers.push(coordinator::close);
    Submissions submissions =
        new Submissions(
            directory.index(),
            requests,
            pools,
            new OwnersTrials(Queries.of(coordinator)),
            InstantSource.system(),
            new SecureRandom(),
            SUBMISSION_PATIENCE);
    services.set(
        new Services(
            directory.index(),
            directory::ready,
            submissions,
            tells,
            new LogExport(config),
            Queries.of(coordinator)));
  }

  /**
   * Has its health tell of what it stands on too, a broker in this process for one.
   *
   * @param failed whether that has failed for good
   */
  public void standOn(BooleanSupplier failed) {
    services.standOn(failed);
  }

  /** The port it listens on. */
  public int port() {
    return http.port();
  }

  /** What it measures of itself, for what runs beside it in this process. */
  public Meters meters() {
    return meters;
  }

  /** Whether requests are answered in full. */
  public boolean ready() {
    return services.ready();
  }

  /** Whether it has failed for good. */
  public boolean failed() {
    return services.failed();
  }

  /** Stops answering, then everything behind the API. */
  @Override
  public void close() {
    http.close();
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
