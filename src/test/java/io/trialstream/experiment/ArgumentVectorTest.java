package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentVectorTest {
  private static final Path OUTPUTS = Path.of("/attempt/outputs");

  @Test
  void placeholdersAreFilledWhereverTheyStand() {
    // Given
    List<String> command =
        List.of(
            "python",
            "--lr=${{search_space.lr}}",
            "${{ inputs.data }}/x",
            "${{outputs.model}}",
            "${{search_space.a.b}}-${{search_space.lr}}",
            "$5 {{x}} ${x}");

    // When
    List<String> filled =
        ArgumentVector.fill(
            command, Map.of("lr", "0.1", "a.b", "relu"), Map.of("data", "/mnt/d"), OUTPUTS);

    // Then
    assertThat(filled)
        .containsExactly(
            "python",
            "--lr=0.1",
            "/mnt/d/x",
            "/attempt/outputs/model",
            "relu-0.1",
            "$5 {{x}} ${x}");
  }

  @Test
  void aValueIsNeitherSplitNorFilledAgain() {
    // Given
    String hostile = "a b; rm -rf \"$HOME\" \\1 $0 ${{inputs.secret}}";

    // When
    List<String> filled =
        ArgumentVector.fill(
            List.of("p", "${{search_space.x}}"),
            Map.of("x", hostile),
            Map.of("secret", "s"),
            OUTPUTS);

    // Then
    assertThat(filled).containsExactly("p", hostile);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${{search_space.y}}", "${{inputs.x}}", "${{secrets.x}}", "${{x}}", "${{}}"})
  void aPlaceholderOfNothingIsRefused(String word) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ArgumentVector.fill(List.of("p", word), Map.of("x", "1"), Map.of(), OUTPUTS))
        .withMessage("the command's placeholder " + word + " names nothing that is known");
  }
}
