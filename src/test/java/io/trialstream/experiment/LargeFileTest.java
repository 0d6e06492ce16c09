package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trialstream.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The largest files that are read at all are answered soon, whatever they are filled with. */
class LargeFileTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String COMMAND = "python train.py";
  private static final String SPACE = "  x: uniform(0, 1)\n";
  private static final String REST = "sampling_algorithm: random\n";

  private static final String FILE =
      "type: sweep\ntrial:\n  command: "
          + COMMAND
          + "\nsearch_space:\n"
          + SPACE
          + REST
          + "objective: {goal: maximize, primary_metric: accuracy}\n";

  static Stream<Arguments> largeFiles() {
    String hyperparameters = times(20_000, "  x%d: uniform(0, 1)\n"::formatted);
    return Stream.of(
        large("unknown keys", REST, REST + times(25_000, "key_number_%d: 1\n"::formatted)),
        large("hyperparameters", SPACE, hyperparameters),
        large(
            "hyperparameters of which one is used",
            SPACE,
            hyperparameters,
            "p ${{search_space.x1}}"),
        large(
            "hyperparameters with a fault each",
            SPACE,
            hyperparameters.replace("uniform", "unifrom")),
        large("unknown placeholders", COMMAND, "p " + times(20_000, "${{inputs.a%d}}"::formatted)),
        large("blanks in a placeholder", COMMAND, "\"p ${{" + " ".repeat(400_000) + "}}\""),
        large("blanks before a dot", COMMAND, "\"p ${{ a" + " ".repeat(400_000) + ".b }}\""),
        large("open placeholders", COMMAND, "\"p " + "${{".repeat(150_000) + "\""),
        large("variables", COMMAND, "p " + times(50_000, "$V%d "::formatted)),
        large("quotes", COMMAND, "\"p " + "''".repeat(200_000) + "\""),
        large("backslashes", COMMAND, "'p " + "\\".repeat(400_000) + "'"),
        large("choices", "uniform(0, 1)", "choice(" + times(60_000, "%d,"::formatted) + ")"),
        large("words", "uniform(0, 1)", "choice(" + "a".repeat(400_000) + ")"),
        large("parentheses", "uniform(0, 1)", "choice" + "(".repeat(400_000)),
        large("ranges", "uniform(0, 1)", "choice(" + "range(0, 90000),".repeat(20_000) + ")"),
        large(
            "range of a huge number",
            "uniform(0, 1)",
            "choice(range(0, " + "9".repeat(400_000) + "))"),
        large("digits", "uniform(0, 1)", "uniform(0, 0." + "1".repeat(400_000) + ")"),
        large("exponent", "uniform(0, 1)", "uniform(0, 1e-" + "9".repeat(400_000) + ")"),
        large("whole digits", "uniform(0, 1)", "uniform(0, " + "9".repeat(400_000) + ")"),
        large("name", "type: sweep", "type: sweep\nname: " + "a".repeat(400_000)),
        large("name of a hyperparameter", "  x:", "  ? " + "a".repeat(400_000) + "\n  :"),
        large("type", "type: sweep", "type: " + "sweep".repeat(80_000)));
  }

  private static Arguments large(String name, String good, String replacement) {
    return large(name, good, replacement, COMMAND);
  }

  private static Arguments large(String name, String good, String replacement, String command) {
    return Arguments.of(name, FILE.replace(good, replacement).replace(COMMAND, command));
  }

  private static String times(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("largeFiles")
  void aLargeFileIsAnsweredSoonAndBriefly(String name, String file) {
    // When
    int said = assertTimeoutPreemptively(SOON, () -> charactersSaid(file), name);

    // Then
    assertThat(said).isLessThan(50_000);
  }

  @Test
  void trialThatFitsInNoRecordIsRefusedThoughTheFileWouldFit() {
    // Given
    String text = "v".repeat(90_000);
    String file = FILE + "\ninputs: {a: &a " + text + ", b: *a, c: *a}\n";

    // When
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class, () -> ExperimentFile.parse(file, Optional.empty()));

    // Then
    assertThat(refused).hasMessageContaining("trial: is too large");
  }

  private static int charactersSaid(String file) {
    try {
      return ExperimentFile.parse(file, Optional.empty()).warnings().toString().length();
    } catch (InvalidSettingsException e) {
      return String.valueOf(e.getMessage()).length();
    }
  }
}
