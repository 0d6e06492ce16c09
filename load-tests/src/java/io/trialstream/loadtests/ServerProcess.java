package io.trialstream.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Trialstream server in a process of its own: its collector stops nobody but itself, and what it
 * takes of the processors can be told from what the load takes.
 */
final class ServerProcess implements AutoCloseable {
  private static final long END_SECONDS = 20;
  private static final int SHOWN = 2_000;

  private final Process process;
  private final Path data;
  private final URI address;
  private final Thread guard;

  private ServerProcess(Process process, Path data, URI address) {
    this.process = process;
    this.data = data;
    this.address = address;
    // A load test that is interrupted leaves nothing behind.
    this.guard = new Thread(process::destroyForcibly, "load-test-server-guard");
    Runtime.getRuntime().addShutdownHook(guard);
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param data its folder
   * @param settings those of {@code -X}
   * @param jvm options of its JVM
   */
  static ServerProcess start(
      Path data, String bootstrapServers, Map<String, String> settings, List<String> jvm)
      throws IOException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.trialstream.cli.Main", "server", "--format", "ndjson"));
    command.addAll(List.of("--bootstrap-server", bootstrapServers, "--port", "0"));
    command.addAll(List.of("--data", data.toString()));
    settings.forEach((key, value) -> command.addAll(List.of("-X", key + "=" + value)));
    Path log = data.resolve("server.log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try {
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      String ready;
      do {
        // A JVM that is told to record or to log has something to say first.
        ready = said.readLine();
      } while (ready != null && !ready.startsWith("{"));
      if (ready == null) {
        String text = Files.readString(log);
        throw new LoadTestException(
            "The server did not start: " + text.substring(Math.max(0, text.length() - SHOWN)));
      }
      JsonNode answer = Json.mapper().readTree(ready);
      return new ServerProcess(process, data, URI.create(answer.path("address").asText()));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where its REST API is. */
  URI address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** The folder of its state. */
  Path state() {
    return data.resolve("state");
  }

  /** Processor time that it has taken so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Throws where it has ended. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new LoadTestException("The server ended with exit code " + process.exitValue() + ".");
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Runtime.getRuntime().removeShutdownHook(guard);
  }
}
