package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleTest {
  private static final Path DIGITS = Path.of("examples", "digits");

  @Test
  void theExampleForContainersIsTheOtherWithTheImagesPathsAndClasses() throws IOException {
    // Given
    List<String> here = settings("sweep.yaml");

    // When
    List<String> container = settings("sweep-in-containers.yaml");

    // Then
    assertThat(container)
        .isEqualTo(
            here.stream()
                .map(
                    line -> line.replaceAll("code: \\.$", "code: /opt/trialstream/examples/digits"))
                .map(line -> line.replaceAll(" Digits\\.java$", " -cp . Digits"))
                .toList())
        .isNotEqualTo(here);
  }

  private static List<String> settings(String file) throws IOException {
    return Files.readAllLines(DIGITS.resolve(file)).stream()
        .dropWhile(line -> line.startsWith("#"))
        .toList();
  }
}
