package io.trialstream.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A single-node KRaft broker in this process, on a data directory that is kept between starts. */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final long START_TIMEOUT_SECONDS = 60;
  private static final long STOP_TIMEOUT_MS = 30_000;

  private final DataDirectory data;
  private final KafkaRaftServer server;
  private final int port;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Runnable onFault = this::fault;
  private volatile boolean failed;

  private EmbeddedBroker(DataDirectory data, int port, Map<String, String> others) {
    this.data = data;
    this.port = port;
    Map<String, String> settings = BrokerSettings.of(data, port, Ports.free());
    settings.putAll(others);
    this.server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
  }

  /**
   * Starts a broker on the loopback interface and waits until it serves.
   *
   * @param data its directory, created and formatted where empty
   * @param port the listener's port; 0 for a free one
   * @throws BrokerStartException with a sentence: the port or the directory is in use, the
   *     directory cannot be written, another version of Kafka made it
   */
  public static EmbeddedBroker start(Path data, int port) {
    return start(data, port, Map.of());
  }

  /** As {@link #start(Path, int)}, with settings of Kafka that go before its own. */
  static EmbeddedBroker start(Path data, int port, Map<String, String> settings) {
    int listener = port == 0 ? Ports.free() : Ports.requireFree(port);
    DataDirectory directory = DataDirectory.open(data.toAbsolutePath().normalize());
    try {
      EmbeddedBroker broker = new EmbeddedBroker(directory, listener, settings);
      broker.startUp();
      log.atInfo().addKeyValue("data", data).addKeyValue("port", listener).log("Broker started");
      return broker;
    } catch (Exception e) {
      directory.close();
      throw new BrokerStartException(
          "The broker cannot start on the data directory %s: %s. If another version of Kafka made the directory, start that one, or choose another directory."
              .formatted(data, reason(e)),
          e);
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return BrokerSettings.HOST + ":" + port;
  }

  /** Whether it has met a fault, a full disk for one, from which it does not come back. */
  public boolean failed() {
    return failed;
  }

  /** Stops serving; the data stay. */
  @Override
  public void close() {
    KafkaFaults.remove(onFault);
    shutDown();
    data.close();
  }

  /**
   * On a thread of its own too: after a fault Kafka waits minutes for a controller that is gone.
   */
  private void shutDown() {
    Thread thread = startDaemon("trialstream-broker-stop", this::runStop);
    try {
      thread.join(STOP_TIMEOUT_MS);
      if (thread.isAlive()) {
        log.atWarn().addKeyValue("waitedMs", STOP_TIMEOUT_MS).log("Broker did not stop cleanly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runStop() {
    server.shutdown();
    server.awaitShutdown();
  }

  /**
   * Starts the server on a thread of its own: after a fault the starting thread may wait for what
   * never comes.
   */
  private void startUp() {
    KafkaFaults.listen(onFault);
    startDaemon("trialstream-broker-start", this::runStart);
    try {
      started.orTimeout(START_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      KafkaFaults.remove(onFault);
      shutDown();
      throw e;
    }
  }

  private void runStart() {
    try {
      server.startup();
      started.complete(null);
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }

  private static Thread startDaemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void fault() {
    failed = true;
    started.completeExceptionally(
        new IllegalStateException("Kafka met a fatal fault, which the log explains"));
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
