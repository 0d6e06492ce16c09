package io.trialstream.cli;

import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.server.AddressUnavailableException;
import io.trialstream.server.TrialstreamServer;
import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.worker.WorkerAgent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
   * @param bootstrapServers the Kafka brokers; empty for one of its own
   * @param brokerPort the port of its own broker; empty for a free one
   * @param settings the settings of {@code -X}
   * @param http where the server listens
   */
  record Plan(
      DataDirectory data,
      Optional<String> bootstrapServers,
      OptionalInt brokerPort,
      Map<String, String> settings,
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
    requireUsable(plan.bootstrapServers(), plan.settings());
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
   * @throws Failure with a sentence where one cannot be used
   */
  static void requireUsable(Optional<String> bootstrapServers, Map<String, String> settings) {
    KafkaOptions.config(bootstrapServers.orElse("127.0.0.1:9092"), settings, Map.of());
  }

  private void startBehindTheAddress() {
    StateLock state = StateLock.of(plan.data());
    closers.addLast(state::close);
    if (plan.bootstrapServers().isEmpty()) {
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
            config(), new WorkerAgent.Options(pool, slots, allowed, plan.data().worker(pool)));
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
    return broker
        .map(EmbeddedBroker::bootstrapServers)
        .or(plan::bootstrapServers)
        .orElseThrow(() -> new IllegalStateException("the broker has not started"));
  }

  private TrialstreamConfig config() {
    return KafkaOptions.config(bootstrapServers(), plan.settings(), own(plan));
  }

  private static Map<String, String> own(Plan plan) {
    return Map.of(ConfigKeys.STATE_DIR, plan.data().state().toString());
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
