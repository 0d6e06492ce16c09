package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution that was packaged, installed in a folder and started by its script, on a Java
 * runtime that has no compiler. A library that only the tests' class path has is missing here.
 */
@Timeout(300)
class ShippedIT {
  private static final Pattern READY = Pattern.compile("The server is ready at (http\\S+)");
  private static final String EXAMPLE = "examples/digits/sweep.yaml";

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private Installation installation;
  private Path jre;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.at(folder.resolve("an installation"));
    jre = Jre.home();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    installation.unlink();
  }

  @Test
  void theDemoRunsWithoutACompilerAndLeavesTheInstallationAsItWas() throws Exception {
    // Given
    installation.edit(EXAMPLE, "max_total_trials: 24", "max_total_trials: 3");
    installation.edit(EXAMPLE, "epochs: 30", "epochs: 3");
    Set<String> files = installation.files();

    // When
    Process demo = start("demo", "demo", "--data", folder.resolve("data").toString());
    await().atMost(Duration.ofMinutes(3)).until(() -> !demo.isAlive());

    // Then
    assertThat(demo.exitValue()).as(said("demo.err")).isZero();
    assertThat(said("demo.out")).contains("is COMPLETED", "accuracy", "3 trials");
    assertThat(said("demo.err")).doesNotContain("Exception", "NoClassDefFound", "building");
    assertThat(installation.files()).isEqualTo(files);
  }

  @Test
  void aServerWithItsOwnBrokerAnswersWhereItSaysOnWhatIsShippedAlone() throws Exception {
    // When
    Process server =
        start(
            "server",
            "server",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0",
            "--broker-port",
            "0");
    await().atMost(Duration.ofMinutes(2)).until(() -> !server.isAlive() || address().isPresent());

    // Then
    assertThat(server.isAlive()).as(said("server.err")).isTrue();
    URI address = address().orElseThrow();
    assertThat(get(address).body()).contains("\"name\":\"trialstream\"");
    assertThat(get(address.resolve("/api/v1/experiments")).statusCode()).isEqualTo(200);
    server.destroy();
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said("server.err")).doesNotContain("Exception", "NoClassDefFound");
  }

  /** Starts the installation's script, its output in NAME.out and NAME.err. */
  private Process start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add(link().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                jre.toString(),
                "TRIALSTREAM_OPTS",
                "-Xmx400m -XX:+UseSerialGC -Djava.io.tmpdir=" + folder));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** A link as it may lie on a PATH. */
  private Path link() throws IOException {
    Path link = folder.resolve("trialstream");
    return Files.exists(link) ? link : Files.createSymbolicLink(link, installation.script());
  }

  private Optional<URI> address() throws IOException {
    Matcher matcher = READY.matcher(said("server.out"));
    return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
  }

  private String said(String file) throws IOException {
    return Files.readString(folder.resolve(file), UTF_8);
  }

  private static HttpResponse<String> get(URI address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
