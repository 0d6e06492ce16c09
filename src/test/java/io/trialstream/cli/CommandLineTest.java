package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of itself, and of what it cannot understand. */
class CommandLineTest {
  private static final String NOBODY = "http://127.0.0.1:1";

  @Test
  void versionIsTheOneThatWasBuilt() {
    Cli.Outcome outcome = Cli.run("--version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("trialstream " + VersionProvider.version() + "\n");
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "server",
        "worker",
        "broker",
        "submit",
        "watch",
        "experiments",
        "trials",
        "best",
        "metrics",
        "decisions",
        "replay",
        "stop",
        "cancel",
        "tail",
        "topics",
        "topics create",
        "topics describe"
      })
  void helpOfEachCommandShowsAnExampleAndItsFormats(String command) {
    Cli.Outcome outcome = Cli.run((command + " --help").split(" "));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("Usage: trialstream " + command)
        .containsPattern("Examples?:\\R  trialstream " + command);
    assertThat(outcome.out())
        .matches(text -> command.equals("topics") || text.contains("--format"));
    assertThat(outcome.err()).isEmpty();
  }

  static Stream<Arguments> misuses() {
    return Stream.of(
        misuse("Give a command."),
        misuse("There is no command 'nix'.", "nix"),
        misuse("Did you mean: trialstream trials", "tria"),
        misuse("Give a command: create or describe", "topics"),
        misuse("Unknown option: '--nix'", "trials", "digits", "--nix"),
        misuse("Missing required parameter: 'FILE'", "run"),
        misuse("Missing required parameter: 'ID'", "best"),
        misuse("expected one of table, json, ndjson but was 'xml'", "best", "x", "--format=xml"),
        misuse("expected one of running, completed, canceled, failed", "experiments", "--state=x"),
        misuse("'--slots': 'x' is no whole number", "run", "f", "--slots", "x"),
        misuse("'65536' is no port; give a number from 0 to 65535", "broker", "--port", "65536"),
        misuse("--slots: 0 is too few; give 1 or more.", "worker", "--allow=sh", "--slots=0"),
        misuse("--limit: 0 is too few; give 1 or more.", "experiments", "--limit", "0"),
        misuse("--allow is missing", "worker"),
        misuse("--allow is missing", "server", "--slots", "1"),
        misuse("--allow is for a worker: give --slots too.", "server", "--allow", "sh"),
        misuse("--broker-port", "server", "--broker-port=1", "--bootstrap-server=localhost:1"),
        misuse("--standbys", "server", "--standbys=1", "-X", "num.standby.replicas=1"),
        misuse("num.standby.replicas", "server", "--standbys=-1"),
        misuse(
            "at 127.0.0.1:1: start one there, or set --bootstrap-server to where it is",
            "topics",
            "describe",
            "--bootstrap-server=127.0.0.1:1",
            "-Xadmin.default.api.timeout.ms=300",
            "-Xadmin.request.timeout.ms=300"),
        misuse("--server: 'foo' is no server address", "experiments", "--server", "foo"),
        misuse("Unknown setting nix", "tail", "metrics", "-X", "nix=1"),
        misuse("lease.duration.ms", "tail", "metrics", "-X", "lease.duration.ms=soon"),
        misuse("'nix' is none of our topics", "tail", "nix"));
  }

  private static Arguments misuse(String sentence, String... arguments) {
    return Arguments.of(List.of(arguments), sentence);
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void misuseIsASentenceAndExitCode2(List<String> arguments, String sentence) {
    Cli.Outcome outcome = Cli.run(arguments.toArray(String[]::new));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("trialstream: ").contains(sentence);
    assertThat(outcome.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void secretsOfSettingsAreNotShown() {
    Cli.Outcome outcome =
        Cli.run("tail", "metrics", "-X", "ssl.key.password=hunter2", "-X", "nix=hunter2");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "experiments",
        "watch x",
        "trials x",
        "best x",
        "metrics x 1",
        "decisions x",
        "stop x 1",
        "cancel x",
        "submit examples/digits/sweep.yaml"
      })
  void serverThatIsAwayIsNamedAndHowToStartOne(String command) {
    Cli.Outcome outcome = Cli.run((command + " --server " + NOBODY).split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            "trialstream: No server answers at %s; start one with bin/trialstream server\n"
                .formatted(NOBODY));
  }
}
