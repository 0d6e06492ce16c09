package io.trialstream.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP side of the server: the address it listens on, and how requests get to their handlers.
 */
final class HttpFront implements AutoCloseable {
  private static final int THREADS = 128;
  private static final int IDLE_THREADS = 4;
  private static final long STOP_TIMEOUT_MS = 3_000;

  /** How long a stopping server waits for a connection on which nothing happens. */
  private static final long IDLE_AT_STOP_MS = 100;

  private final Javalin javalin;

  private HttpFront(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Listens on the address and answers from then on.
   *
   * @param meters where requests are counted
   */
  static HttpFront listen(String host, int port, Routes routes, MeterRegistry meters)
      throws AddressUnavailableException {
    RequestMeters requests = new RequestMeters(meters);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.requestLogger.http(requests::answered);
              configure(config, host, port, routes);
            });
    try {
      javalin.start();
    } catch (UncheckedIOException e) {
      throw unavailable(host, port, Objects.requireNonNullElse(e.getCause(), e));
    } catch (UnresolvedAddressException e) {
      throw new AddressUnavailableException(
          "There is no host '%s' to listen on".formatted(host), e);
    }
    return new HttpFront(javalin);
  }

  /** The port it listens on. */
  int port() {
    return javalin.port();
  }

  /** Accepts nothing more, and gives what it is answering a moment to end. */
  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, String host, int port, Routes routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = Routes.LARGEST_BODY;
    config.jetty.threadPool = threads();
    config.jetty.addConnector((server, http) -> connector(server, http, host, port));
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_TIMEOUT_MS);
          server.setErrorHandler(new ProblemErrorHandler());
        });
    config.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new ProblemErrorHandler()));
    Problems problems = new Problems(UUID::randomUUID);
    problems.register(config.routes);
    config.router.javaLangErrorHandler(problems::fatal);
    routes.register(config.routes);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS);
    threads.setName("http");
    return threads;
  }

  /** A connector that is open already, so that an address that is in use fails here. */
  private static ServerConnector connector(
      Server server, HttpConfiguration http, String host, int port) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setShutdownIdleTimeout(IDLE_AT_STOP_MS);
    try {
      connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  private static AddressUnavailableException unavailable(String host, int port, Throwable cause) {
    boolean inUse = cause instanceof BindException || cause.getCause() instanceof BindException;
    String sentence =
        inUse
            ? "Port %d on %s is in use; stop what listens there, or choose another with --port"
                .formatted(port, host)
            : "The server cannot listen on %s:%d: %s".formatted(host, port, cause.getMessage());
    return new AddressUnavailableException(sentence, cause);
  }
}
