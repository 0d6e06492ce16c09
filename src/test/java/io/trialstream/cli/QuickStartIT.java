package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartIT {
  @TempDir private Path folder;

  @Test
  void theVersionIsToldWithoutLoadingKafka() throws Exception {
    // Given
    Path classes = folder.resolve("classes");
    Path out = folder.resolve("out");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                "io.trialstream.cli.Main",
                "--version")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());

    // When
    Process process = command.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);

    // Then
    assertThat(ended).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(out)).matches("(?s)trialstream \\d+\\.\\d+\\.\\d+.*Java .*");
    assertThat(Files.readString(classes))
        .contains("io.trialstream.cli.Main")
        .doesNotContain(
            "org.apache.kafka", "com.fasterxml.jackson.databind.ObjectMapper", "ch.qos");
  }
}
