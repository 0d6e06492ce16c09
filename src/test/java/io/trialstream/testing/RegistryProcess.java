package io.trialstream.testing;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An Apicurio Registry in a process of its own, on a free port of this machine; it keeps what it is
 * given in memory, unless it is started on a folder. The build unpacks it to {@code
 * target/registry}.
 */
public final class RegistryProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "registry", "quarkus-run.jar");
  private static final int OLDEST_JAVA = 21;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Process process;
  private final Path output;
  private final int port;

  private RegistryProcess(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /**
   * Starts it and waits until it serves. Where there is no Java that can run it, the test is
   * skipped with a sentence that says so.
   *
   * @param folder where its output goes
   * @param settings of the registry, such as {@code apicurio.ccompat.legacy-id-mode.enabled}
   */
  public static RegistryProcess start(Path folder, Map<String, String> settings) {
    return start(folder, freePort(), settings);
  }

  /** The same on a port of the caller's choice: that of one that was closed. */
  public static RegistryProcess start(Path folder, int port, Map<String, String> settings) {
    Optional<Path> java = java();
    if (java.isEmpty()) {
      System.err.println(
          "SKIPPED: the tests on a real schema registry need a Java 21 or later, and none was found.");
    }
    assumeThat(java)
        .as(
            "a Java %d or later in JAVA_HOME, in a variable JAVA_HOME_… or below /usr/lib/jvm, to run the schema registry",
            OLDEST_JAVA)
        .isPresent();
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(
          JAR + " is missing: the build unpacks it, with mvn process-test-resources");
    }
    Path output = folder.resolve("registry-" + port + ".log");
    try {
      RegistryProcess registry =
          new RegistryProcess(
              new ProcessBuilder(command(java.orElseThrow(), port, settings))
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                  .start(),
              output,
              port);
      boolean ready = false;
      try {
        registry.awaitReady();
        ready = true;
        return registry;
      } finally {
        if (!ready) {
          registry.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path java, int port, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dquarkus.http.port=" + port);
    command.add("-Dquarkus.http.access-log.enabled=false");
    command.add("-Dquarkus.management.host=127.0.0.1");
    command.add("-Dquarkus.management.port=0");
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-jar", JAR.toString()));
    return command;
  }

  private void awaitReady() {
    await()
        .alias("a registry that serves; its output is in " + output)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    "The registry ended before it served, its output is in " + output);
              }
              return get("/apis/ccompat/v7/subjects").statusCode() == 200;
            });
  }

  /** The address, without a path. */
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** The port. */
  public int port() {
    return port;
  }

  /**
   * Asks it.
   *
   * @param path with its leading slash, such as {@code /apis/ccompat/v7/subjects}
   */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(address() + path)).build());
  }

  /** Posts a JSON document to it. */
  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Stops it; what it kept in memory is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program of a Java that can run it. */
  private static Optional<Path> java() {
    return homes().stream()
        .filter(home -> version(home) >= OLDEST_JAVA)
        .map(home -> home.resolve("bin").resolve("java"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<Path> homes() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("JAVA_HOME") && !value.isBlank()) {
                homes.add(Path.of(value));
              }
            });
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (var folders = Files.list(installed)) {
        folders.sorted().forEach(homes::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return homes;
  }

  /** The version that a Java home's file {@code release} names; 0 where there is none. */
  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return 0;
    }
    try {
      return Files.readAllLines(release).stream()
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
