package io.trialstream.meters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An address where a process without an API is read: {@code /metrics}, and its health at the paths
 * that a server has too.
 */
public final class MetricsServer implements AutoCloseable {
  /** Where the metrics are. */
  public static final String METRICS = "/metrics";

  private static final String LIVE = "/api/v1/health/live";
  private static final String READY = "/api/v1/health/ready";

  /** Readers at once; more wait. */
  private static final int THREADS = 2;

  /** How a process is. */
  public interface Health {
    /** Whether it does its work, or may still begin to. */
    boolean live();

    /** Whether it does its work. */
    boolean ready();
  }

  private final HttpServer http;
  private final ExecutorService threads;

  private MetricsServer(HttpServer http, ExecutorService threads) {
    this.http = http;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @param host the address to listen on
   * @param port the port; 0 for a free one
   * @param health how the process is
   * @throws IOException where the address cannot be listened on; the message is a sentence
   */
  public static MetricsServer listen(String host, int port, Meters meters, Health health)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("There is no host '%s' to listen on".formatted(host));
    }
    HttpServer http;
    try {
      http = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "Metrics cannot be served on %s:%d: %s; choose another with --metrics-port"
              .formatted(host, port, e.getMessage()),
          e);
    }
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "trialstream-metrics-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    http.setExecutor(threads);
    http.createContext("/", exchange -> answer(exchange, meters, health));
    http.start();
    return new MetricsServer(http, threads);
  }

  /** The port it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Meters meters, Health health)
      throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", bytes("Only GET and HEAD are answered here\n"));
      } else if (path.equals(METRICS)) {
        metrics(exchange, meters);
      } else if (path.equals(LIVE)) {
        health(exchange, health.live(), "live", "failed");
      } else if (path.equals(READY)) {
        health(exchange, health.ready(), "ready", "starting");
      } else {
        String there = "%s is not here; %s, %s and %s are\n".formatted(path, METRICS, LIVE, READY);
        send(exchange, 404, "text/plain", bytes(there));
      }
    }
  }

  private static void metrics(HttpExchange exchange, Meters meters) throws IOException {
    Exposition form =
        Exposition.of(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    meters.write(form, body);
    send(exchange, 200, form.contentType(), body.toByteArray());
  }

  private static void health(HttpExchange exchange, boolean good, String well, String otherwise)
      throws IOException {
    String body = "{\"status\":\"%s\"}".formatted(good ? well : otherwise);
    send(exchange, good ? 200 : 503, "application/json", bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops answering at once. */
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
