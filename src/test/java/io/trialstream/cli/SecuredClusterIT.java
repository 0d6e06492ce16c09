package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.embedded.SecuredBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A system of processes on a broker that lets nobody in without TLS and a login. */
@Timeout(180)
class SecuredClusterIT {
  private static final SecurityProtocol PROTOCOL = SecurityProtocol.SASL_SSL;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Path write(String name, Map<String, String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + " = " + value));
    return Files.write(folder.resolve(name), lines);
  }

  /** Starts the command line in a process; its streams and its log are NAME.out, .err and .log. */
  private Process start(String name, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dtrialstream.log=" + folder.resolve(name + ".log"),
            "-Dtrialstream.log.level=DEBUG",
            "-cp",
            System.getProperty("java.class.path"),
            "io.trialstream.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String said(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  private void awaitReady(Process process, String name) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> !process.isAlive() || said(name + ".out").contains("is ready"));
  }

  @Test
  void everyClientIsLetInHoweverItsLoginIsGivenAndNoSecretIsSaidAnywhere() throws Exception {
    try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"))) {
      Map<String, String> login =
          broker.client(PROTOCOL, SecuredBroker.ADMIN, SecuredBroker.PASSWORD);

      // Given: the server has it behind the prefix of each of its clients, in its file
      Map<String, String> prefixed = new HashMap<>();
      login.forEach(
          (key, value) ->
              Stream.of("producer.", "consumer.", "admin.", "streams.")
                  .forEach(prefix -> prefixed.put(prefix + key, value)));
      prefixed.put("bootstrap.servers", broker.address(PROTOCOL));
      prefixed.put("client.id", "odd\\u001b[31m");
      Process server =
          start(
              "server",
              Map.of(),
              "server",
              "--config",
              write("server.properties", prefixed).toString(),
              "--port",
              "0",
              "--data",
              folder.resolve("data").toString());
      awaitReady(server, "server");
      Matcher address = Pattern.compile("ready at (\\S+)").matcher(said("server.out"));
      assertThat(address.find()).as(said("server.err")).isTrue();

      // Given: the worker has it in a file for all clients
      Process worker =
          start(
              "worker",
              Map.of("TRIALSTREAM_PRODUCER_SSL_KEY_PASSWORD", SecuredBroker.PASSWORD),
              "worker",
              "--allow",
              "sh",
              "--bootstrap-server",
              broker.address(PROTOCOL),
              "--command-config",
              write("client.properties", login).toString(),
              "--data",
              folder.resolve("worker").toString());
      awaitReady(worker, "worker");
      assertThat(worker.isAlive()).as(said("worker.err")).isTrue();

      // When: a trial tells what it finds in its environment
      Path file =
          Sweeps.write(
              folder,
              "secured",
              "echo ${TRIALSTREAM_PRODUCER_SSL_KEY_PASSWORD:-nothing} $TRIALSTREAM_TRIAL\n"
                  + Sweeps.sevenReports());
      Cli submit = new Cli();
      int exitCode =
          submit.exitCode("submit", file.toString(), "--watch", "--server", address.group(1));

      // When: tail has it in variables
      Map<String, String> variables = new HashMap<>();
      login.forEach(
          (key, value) ->
              variables.put(
                  "TRIALSTREAM_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
      variables.put("TRIALSTREAM_BOOTSTRAP_SERVERS", broker.address(PROTOCOL));
      Process tail =
          start("tail", variables, "tail", "decisions", "--from-beginning", "--max", "2");

      // Then
      assertThat(exitCode).as(submit.err()).isZero();
      assertThat(tail.waitFor(60, TimeUnit.SECONDS)).as(said("tail.err")).isTrue();
      assertThat(said("tail.out").lines()).hasSize(2).allMatch(line -> line.contains("secured"));
      worker.destroy();
      server.destroy();
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      nothingSecretIsSaid();
      theConfigurationIsShownOnce(broker);
    }
  }

  @Test
  void aProcessThatIsNotLetInEndsWithExitCode2AndASentence() throws Exception {
    try (SecuredBroker broker = SecuredBroker.start(folder.resolve("broker"))) {
      // When
      Process worker =
          start(
              "worker",
              Map.of("TRIALSTREAM_BOOTSTRAP_SERVERS", broker.address(PROTOCOL)),
              "worker",
              "--allow",
              "sh",
              "--data",
              folder.resolve("worker").toString());

      // Then
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isEqualTo(2);
      assertThat(said("worker.out")).isEmpty();
      assertThat(said("worker.err").lines().filter(line -> line.startsWith("trialstream: ")))
          .singleElement()
          .asString()
          .contains("requires a login by SASL (PLAIN) and TLS");
      assertThat(said("worker.err")).doesNotContain("\tat ");
    }
  }

  private void nothingSecretIsSaid() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> written =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(".properties"))
              .filter(file -> !file.startsWith(folder.resolve("broker")))
              .toList();
      for (String name : List.of("server.log", "worker.log", "tail.log")) {
        assertThat(folder.resolve(name)).isNotEmptyFile();
      }
      assertThat(written)
          .filteredOn(file -> file.endsWith("log.txt"))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(file).content().contains("nothing secured_"));
      for (Path file : written) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SecuredBroker.PASSWORD);
      }
    }
  }

  private void theConfigurationIsShownOnce(SecuredBroker broker) throws IOException {
    for (String name : List.of("server", "worker")) {
      assertThat(said(name + ".err").split("Configuration:\n", -1)).as(name).hasSize(2);
      assertThat(said(name + ".err").lines().map(line -> line.replaceAll(" +", " ").strip()))
          .contains("topic.prefix = trialstream. (default)")
          .anyMatch(line -> line.startsWith("bootstrap.servers = " + broker.address(PROTOCOL)));
    }
    assertThat(said("server.err"))
        .contains("odd\\u001b[31m")
        .doesNotContain("\u001b")
        .containsPattern("streams.sasl.jaas.config += \\(hidden\\) +\\(.*server.properties, line ");
    assertThat(said("worker.err"))
        .containsPattern("sasl.jaas.config += \\(hidden\\) +\\(.*client.properties, line ")
        .containsPattern("producer.ssl.key.password += \\(hidden\\) +\\(variable TRIALSTREAM_");
  }
}
