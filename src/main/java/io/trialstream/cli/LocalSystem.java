package io.trialstream.cli;

import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.server.AddressUnavailableException;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.Setting;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.WorkerAgent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A server in this process, with a broker and workers of its own where they are asked for. It is
 * closed in the reverse order of its start: what writes to the log ends before what keeps it.
 */
final class LocalSystem implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration START = Duration.ofSeconds(60);

  private final Plan plan;
  private final TrialstreamServer server;

  /** The server was bound first; what is added last is closed after it. */
  private final Deque<Runnable> closers = new ArrayDeque<>();

  private Optional<EmbeddedBroker> broker = Optional.empty();

  /**
   * What is to be started.
   *
   * @param data where everything is kept
   * @param brokerPort the port of its own broker; empty for a free one
   * @param settings the settings; where they name no brokers it has one of its own
   * @param http where the server listens
   */
  record Plan(
      DataDirectory data,
      OptionalInt brokerPort,
      GivenSettings settings,
      TrialstreamServer.Options http) {}

  private LocalSystem(Plan plan, TrialstreamServer server) {
    this.plan = plan;
    this.server = server;
    closers.push(server::close);
  }

  /**
   * Starts the broker and the server; a bad setting starts nothing.
   *
   * @throws AddressUnavailableException where the server cannot listen; nothing else was started
   */
  static LocalSystem start(Plan plan) throws AddressUnavailableException {
    requireUsable(plan.settings());
    LocalSystem system = new LocalSystem(plan, TrialstreamServer.bind(plan.http()));
    boolean started = false;
    try {
      system.startBehindTheAddress();
      started = true;
      return system;
    } finally {
      if (!started) {
        system.close();
      }
    }
  }

  /**
   * Reads the settings before anything starts: a bad one starts nothing.
   *
   * @return what they make
   * @throws Failure with a sentence where one cannot be used
   */
  static TrialstreamConfig requireUsable(GivenSettings settings) {
    if (!ownBroker(settings)) {
      return KafkaOptions.config(settings);
    }
    if (!settings.security().isEmpty()) {
      Setting first = settings.security().get(0);
      throw Failure.badInput(
          "%s (%s) is for brokers of yours, and none are named, so that one in this process would be used, which asks nobody who they are: name them with --bootstrap-server or bootstrap.servers, or leave it out."
              .formatted(first.key(), first.source()));
    }
    return KafkaOptions.config(settings.with(List.of(broker("(in this process)"))));
  }

  /** Whether the broker is one in this process, since the settings name none. */
  static boolean ownBroker(GivenSettings settings) {
    return settings.get(ConfigKeys.BOOTSTRAP_SERVERS).isEmpty();
  }

  private static Setting broker(String address) {
    return new Setting(ConfigKeys.BOOTSTRAP_SERVERS, address, Setting.DEFAULT);
  }

  private void startBehindTheAddress() {
    StateLock state = StateLock.of(plan.data());
    closers.addLast(state::close);
    if (ownBroker(plan.settings())) {
      EmbeddedBroker own = EmbeddedBroker.start(plan.data().broker(), plan.brokerPort().orElse(0));
      broker = Optional.of(own);
      closers.addLast(own::close);
      server.standOn(own::failed);
    }
    server.serve(config());
  }

  /** Starts a worker. */
  void startWorker(String pool, int slots, Set<String> allowed) {
    WorkerAgent worker =
        WorkerAgent.start(
            config(),
            new WorkerAgent.Options(pool, slots, allowed, plan.data().worker(pool)),
            server.meters());
    closers.push(worker::close);
  }

  /**
   * Waits until requests are answered in full.
   *
   * @return false where the command is asked to end before
   * @throws Failure where that takes too long or something has failed
   */
  boolean awaitReady(Interrupts interrupts) {
    long start = System.nanoTime();
    while (!server.ready()) {
      requireAlive();
      if (System.nanoTime() - start > START.toNanos()) {
        throw Failure.onTheWay(
            "The server is not ready after %d s; its log says more.".formatted(START.toSeconds()));
      }
      if (interrupts.await(LOOK)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks after what was started.
   *
   * @throws Failure where some of it has failed for good
   */
  void requireAlive() {
    if (broker.map(EmbeddedBroker::failed).orElse(false)) {
      throw Failure.onTheWay("The broker met a fatal fault, which the log explains.");
    }
    if (server.failed()) {
      throw Failure.onTheWay("The coordinator failed, which the log explains.");
    }
  }

  /** The server's address. */
  URI address() {
    return URI.create("http://%s:%d".formatted(plan.http().host(), server.port()));
  }

  /** The brokers' address. */
  String bootstrapServers() {
    return config().bootstrapServers();
  }

  private TrialstreamConfig config() {
    Setting state =
        new Setting(ConfigKeys.STATE_DIR, plan.data().state().toString(), Setting.DEFAULT);
    GivenSettings settings = GivenSettings.NONE.with(List.of(state)).with(plan.settings().all());
    return KafkaOptions.config(
        broker.map(own -> settings.with(List.of(broker(own.bootstrapServers())))).orElse(settings));
  }

  /** Closes everything, also where some of it cannot be closed; throws the first such failure. */
  @Override
  public void close() {
    Optional<RuntimeException> failure = Optional.empty();
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        failure.ifPresent(e::addSuppressed);
        failure = Optional.of(e);
      }
    }
    failure.ifPresent(
        e -> {
          throw e;
        });
  }
}
