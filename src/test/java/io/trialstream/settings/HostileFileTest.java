package io.trialstream.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no person writes on purpose ends in a sentence, soon, and never in a crash. */
class HostileFileTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  static Stream<Arguments> hostileFiles() {
    return Stream.of(
        Arguments.of("empty", "", 0, "the file is empty"),
        Arguments.of("blank", " \n\n", 0, "the file is empty"),
        Arguments.of("comments only", "# nothing\n", 0, "the file is empty"),
        Arguments.of("document without a value", "---\n", 0, "the file is empty"),
        Arguments.of("a text", "hello world", 1, "it is the text \"hello world\""),
        Arguments.of("a list", "- a\n- b", 1, "it is a list"),
        Arguments.of("no YAML", "a: b: c", 1, "this is not YAML: mapping values are not allowed"),
        Arguments.of("unclosed", "a: [1,\nb: 2", 2, "this is not YAML"),
        Arguments.of("a tab", "a:\n\tb: 1", 2, "this is not YAML"),
        Arguments.of("two documents", "a: 1\n---\nb: 2\n", 2, "a second document"),
        Arguments.of("a list as key", "? [a]\n: 1\n", 1, "a key must be a text"),
        Arguments.of("an alias of a list as key", "a: &l [1]\n*l : 2\n", 2, "a key must be"),
        Arguments.of("an alias of nothing", "a: *b", 1, "the alias *b has no anchor before it"),
        Arguments.of("an alias of itself", "a: &a [*a]", 1, "stands inside what it stands for"),
        Arguments.of("control characters", "a: \u0001\u0002", 1, "holds the character U+0001"),
        Arguments.of("an escaped zero", "a: \"\\0\"", 1, "no argument of a program can hold"),
        Arguments.of("half a character", "a: \"\\ud800\"", 1, "no argument of a program can hold"),
        Arguments.of("binary", binary(), 1, "the file is not text"),
        Arguments.of("10 MB", "a: 1\n".repeat(2_000_000), 0, "the file has 10000000 characters"),
        Arguments.of("deep lists", "a: " + "[".repeat(200_000), 1, "more than 50 deep"),
        Arguments.of("deep mappings", "{a: ".repeat(50_000), 1, "more than 50 deep"),
        Arguments.of("deep blocks", deepBlocks(), 51, "more than 50 deep"),
        Arguments.of("many values", "[" + "1,".repeat(150_000) + "]", 1, "more than 100000 values"),
        Arguments.of("alias bomb", bomb("[*%1$s, *%1$s, *%1$s, *%1$s, *%1$s]"), 7, "aliases"),
        Arguments.of("alias bomb of mappings", bomb("{a: *%1$s, b: *%1$s, c: *%1$s}"), 10, "alias"),
        Arguments.of("alias bomb of merges", mergeBomb(), 496, "more than 100000 values"),
        Arguments.of("alias bomb of texts", textBomb(), 8, "more than 100000 values"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileFiles")
  void aHostileFileIsRefusedWithASentence(String name, String text, int line, String sentence) {
    // When
    InvalidSettingsException refused =
        assertTimeoutPreemptively(
            SOON,
            () ->
                catchThrowableOfType(
                    InvalidSettingsException.class, () -> SettingsFile.read(text)));

    // Then
    assertThat(refused).as(name).isNotNull();
    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0).sentence()).contains(sentence);
    assertThat(refused.problems().get(0).line()).isEqualTo(line);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileTags")
  void aTagThatDoesNotFitIsRefused(String name, String text) throws InvalidSettingsException {
    // Given
    SettingsFile file = SettingsFile.read(text);
    file.root().keys();

    // When
    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, file::finish);

    // Then
    assertThat(refused).as(name).isNotNull();
    assertThat(refused).hasMessageContaining("does not fit; remove it");
  }

  static Stream<Arguments> hostileTags() {
    return Stream.of(
        Arguments.of("a Python object", "a: !!python/object:os.system [ls]"),
        Arguments.of("a tag of one's own", "a: !secret x"),
        Arguments.of("a number that is none", "a: !!int abc"),
        Arguments.of("a mapping that is a list", "a: !!map [1]"));
  }

  private static String binary() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1).replace('\n', ' ');
  }

  private static String deepBlocks() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  private static String bomb(String pattern) {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      text.append("a%d: &a%d %s%n".formatted(i, i, pattern.formatted("a" + (i - 1))));
    }
    return text.toString();
  }

  private static String mergeBomb() {
    StringBuilder base = new StringBuilder("base: &base {");
    for (int i = 0; i < 99; i++) {
      base.append("k%d: 1, ".formatted(i));
    }
    StringBuilder text = new StringBuilder(base).append("}\n");
    for (int i = 0; i < 2000; i++) {
      text.append("m%d: {<<: *base}\n".formatted(i));
    }
    return text.toString();
  }

  private static String textBomb() {
    StringBuilder text = new StringBuilder("a0: &a0 " + "x".repeat(200_000) + "\n");
    for (int i = 1; i < 2000; i++) {
      text.append("a%d: *a0%n".formatted(i));
    }
    return text.toString();
  }
}
