package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} with nothing but its file: on a broker of its own, in a temporary folder. */
@Timeout(180)
class OwnBrokerRunIT {
  @TempDir private Path folder;

  private final Cli cli = new Cli();

  @Test
  void theTrialsFilesStayAndWithoutAScoreTheExitCodeIs1() throws IOException {
    // Given
    Path file = Sweeps.write(folder, "silent", "echo nothing\n", "compute: azureml:elsewhere");

    // When
    int exitCode = cli.exitCode("run", file.toString());

    // Then
    assertThat(exitCode).as(cli.err()).isEqualTo(1);
    assertThat(cli.out())
        .startsWith("Experiment silent is COMPLETED")
        .contains("No trial has a score.", "silent_0  COMPLETED");
    assertThat(attemptsFolder().toString()).contains("worker-elsewhere");
    assertTemporaryFolderHasTheTrialsFilesOnly();
  }

  /** Where the command says that the attempts' files are. */
  private Path attemptsFolder() {
    String says = "The attempts' files are in ";
    String line = cli.err().lines().filter(l -> l.startsWith(says)).findFirst().orElseThrow();
    return Path.of(line.substring(says.length()));
  }

  private void assertTemporaryFolderHasTheTrialsFilesOnly() throws IOException {
    Path root = attemptsFolder().resolve("../../..").normalize();
    try (Stream<Path> entries = Files.list(root)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("worker-"));
    }
  }
}
