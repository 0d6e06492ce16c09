package io.trialstream.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {
  private static final List<String> NAMES =
      List.of("maximize", "minimize", "loguniform", "lognormal");

  @ParameterizedTest
  @CsvSource({
    "maximise, maximize",
    "MINIMIZE, minimize",
    "min, minimize",
    "lognromal, lognormal",
    "log_uniform, loguniform",
    "log, lognormal"
  })
  void theNearestNameHasTheFewestEditsAndMissingLettersWeighLess(String given, String nearest) {
    assertThat(Sentences.nearest(given, NAMES)).contains(nearest);
  }

  @Test
  void aHintIsGivenOnlyWhereTheNameCanBeASlip() {
    assertThat(Sentences.hint("maximise", NAMES)).isEqualTo("; did you mean \"maximize\"?");
    assertThat(Sentences.hint("accuracy", NAMES)).isEmpty();
    assertThat(Sentences.hint("a", List.of())).isEmpty();
  }

  @Test
  void swappedNeighboursAreOneEdit() {
    assertThat(Sentences.nearest("ab", List.of("cd", "ba"))).contains("ba");
  }

  @Test
  void namesAreListedAsAChoice() {
    assertThat(Sentences.or(List.of("a"))).isEqualTo("a");
    assertThat(Sentences.or(List.of("a", "b"))).isEqualTo("a or b");
    assertThat(Sentences.or(List.of("a", "b", "c"))).isEqualTo("a, b or c");
  }

  @Test
  void aLongTextIsCutToOneLineWithoutBreakingACharacter() {
    assertThat(Sentences.shorten("a\nb")).isEqualTo("a b");
    assertThat(Sentences.shorten("😀".repeat(80))).isEqualTo("😀".repeat(60) + "…");
  }
}
