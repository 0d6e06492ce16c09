package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Experiment files that {@code run} refuses: a sentence, exit code 2, and nothing is started. */
class BadFileTest {
  private static final String GOOD =
      """
      type: sweep
      trial: {command: 'sh -c true ${{search_space.q}}'}
      search_space: {q: {type: choice, values: [1, 2]}}
      sampling_algorithm: random
      objective: {goal: maximize, primary_metric: acc}
      """;

  @TempDir private Path folder;

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(GOOD + "limitz: 1\n", "line 6: limitz: the key is not known"),
        Arguments.of(GOOD.replace("objective", "#"), "line 1: objective: is missing"),
        Arguments.of(GOOD.replace("[1, 2]", "[]"), "line 3: search_space.q.values: must hold"),
        Arguments.of(GOOD.replace("maximize", "up"), "line 5: objective.goal: must be maximize"),
        Arguments.of(GOOD.replace("q}}", "z}}"), "line 2: trial.command: the placeholder"),
        Arguments.of(GOOD.replace("random", "randum"), "line 4: sampling_algorithm: "),
        Arguments.of(
            GOOD.replace("trial:", "# "), "trial.command: there is none, so that trials are asked"),
        Arguments.of("", "the file is empty"),
        Arguments.of("a: [b\n: : }", "line 2: this is not YAML"),
        Arguments.of(
            GOOD.replace("'sh", "'no-such-program"),
            "trial.command: the program no-such-program is not on the PATH"),
        Arguments.of(
            GOOD.replace("'sh", "'bin/none"),
            "trial.command: there is no executable file bin/none"),
        Arguments.of(
            GOOD.replace("trial: {", "trial: {code: no-such-folder, "),
            "trial.code: there is no folder"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void badFileIsRefusedWithItsNameAndThePlace(String text, String sentence) throws IOException {
    assertRefused(Files.writeString(folder.resolve("bad.yaml"), text), "bad.yaml: ", sentence);
  }

  @Test
  void fileThatIsNoTextIsRefused() throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, "name: é".getBytes(StandardCharsets.ISO_8859_1));

    assertRefused(file, "latin1.yaml: ", "not text in UTF-8");
  }

  @Test
  void missingFileIsNamed() {
    assertRefused(folder.resolve("none.yaml"), "There is no file ", "none.yaml");
  }

  @Test
  void folderIsRefused() {
    assertRefused(folder, folder.toString(), "is a folder; give an experiment file.");
  }

  @Test
  void fileLargerThanTheMemoryIsRefusedUnread() throws IOException {
    Path file = folder.resolve("huge.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }

    assertRefused(file, "huge.yaml: ", "more than 2000000 bytes");
  }

  @Test
  void resultThatCannotBeWrittenIsKnownBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("good.yaml"), GOOD);

    Cli.Outcome outcome =
        Cli.run("run", file.toString(), "--export-events", folder + "/none/events.ndjson");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("trialstream: --export-events: the file ").hasLineCount(1);
  }

  @Test
  void badSettingStartsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("good.yaml"), GOOD);

    Cli.Outcome outcome = Cli.run("run", file.toString(), "-X", "nix=1");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("trialstream: Unknown setting nix (-X)").hasLineCount(1);
  }

  private void assertRefused(Path file, String... sentences) {
    Path data = folder.resolve("data");

    Cli.Outcome outcome = Cli.run("run", file.toString(), "--data", data.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("trialstream: ").contains(sentences).hasLineCount(1);
    assertThat(data).doesNotExist();
  }
}
