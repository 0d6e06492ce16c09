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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is shipped, installed in a folder and started by its script: the packaged jar and, of the
 * libraries copied beside it, those that its manifest names. A library that only the tests' class
 * path has is missing here.
 */
@Timeout(300)
class ShippedIT {
  private static final Path CHECKOUT = Path.of("").toAbsolutePath();
  private static final Pattern READY = Pattern.compile("The server is ready at (http\\S+)");

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("installation/bin"));
    Path lib = Files.createDirectories(folder.resolve("installation/lib"));
    Files.copy(CHECKOUT.resolve("bin/trialstream"), bin.resolve("trialstream"));
    Path jar =
        Path.of(
            Optional.ofNullable(System.getProperty("trialstream.jar"))
                .orElseThrow(() -> new IllegalStateException("Run it with mvn verify.")));
    // Through a link its manifest would find what lies beside the packaged one.
    Files.copy(jar, lib.resolve(jar.getFileName()));
    for (String library : libraries(jar)) {
      Path file = jar.resolveSibling(library);
      Files.createSymbolicLink(lib.resolve(file.getFileName()), file.toRealPath());
    }
  }

  private static String[] libraries(Path jar) throws IOException {
    try (JarFile packaged = new JarFile(jar.toFile())) {
      return packaged
          .getManifest()
          .getMainAttributes()
          .getValue(Attributes.Name.CLASS_PATH)
          .split(" ");
    }
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    // A temporary folder that is deleted warns of every link that leads out of it.
    try (DirectoryStream<Path> links =
        Files.newDirectoryStream(folder.resolve("installation/lib"))) {
      for (Path link : links) {
        Files.delete(link);
      }
    }
  }

  @Test
  void anExperimentRunsToItsEndOnWhatIsShippedAlone() throws Exception {
    // Given
    Path file = Sweeps.write(folder, "shipped", Sweeps.sevenReports());

    // When
    Process run = start("run", "run", file.toString());
    await().atMost(Duration.ofMinutes(3)).until(() -> !run.isAlive());

    // Then
    assertThat(run.exitValue()).as(said("run.err")).isZero();
    assertThat(said("run.out"))
        .startsWith("Experiment shipped is COMPLETED")
        .contains("shipped_0  COMPLETED", "shipped_1  STOPPED", "shipped_2  STOPPED");
    assertThat(said("run.err")).doesNotContain("Exception", "NoClassDefFound");
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
    command.add(folder.resolve("installation/bin/trialstream").toString());
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
                System.getProperty("java.home"),
                "TRIALSTREAM_OPTS",
                "-Xmx400m -XX:+UseSerialGC -Djava.io.tmpdir=" + folder));
    Process process = builder.start();
    started.add(process);
    return process;
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
