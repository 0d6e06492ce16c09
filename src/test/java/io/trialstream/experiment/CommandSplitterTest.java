package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandSplitterTest {

  static Stream<Arguments> commands() {
    return Stream.of(
        command("a b  c\td", "a", "b", "c", "d"),
        command("  a  ", "a"),
        command("a\nb\r\nc", "a", "b", "c"),
        command("a 'b c' \"d e\"", "a", "b c", "d e"),
        command("a b'c d'\"e f\"g", "a", "bc de fg"),
        command("a '' \"\"", "a", "", ""),
        command("a\\ b \\'c\\\" \\\\", "a b", "'c\"", "\\"),
        command("a \\\n  --b 1 \\\n  --c", "a", "--b", "1", "--c"),
        command("ab\\\ncd", "abcd"),
        command("a 'b\\c' \"d\\e\\\"\\\\\\$\"", "a", "b\\c", "d\\e\"\\$"),
        command("a \"b\\\nc\" 'd\ne'", "a", "bc", "d\ne"),
        command("a 'x && y | z > $(w) `v`;'", "a", "x && y | z > $(w) `v`;"),
        command("a \"x && y | z > w;\"", "a", "x && y | z > w;"),
        command("a x\\&y \\> \\;", "a", "x&y", ">", ";"),
        command("a b\\", "a", "b\\"),
        command("a --x=${{search_space.x}} b", "a", "--x=${{search_space.x}}", "b"),
        command("a ${{ search_space.x }}b c", "a", "${{ search_space.x }}b", "c"),
        command("a '${{ search_space.x }} b'", "a", "${{ search_space.x }} b"),
        command("a \"${{ inputs.y }}\" ${{outputs.z}}", "a", "${{ inputs.y }}", "${{outputs.z}}"),
        command("a *.txt ~/b #c {d,e} (f)", "a", "*.txt", "~/b", "#c", "{d,e}", "(f)"),
        command("a 5$ $ 'é 😀'", "a", "5$", "$", "é 😀"));
  }

  private static Arguments command(String text, String... words) {
    return Arguments.of(text, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void wordsAreSplitByQuotingRules(String text, List<String> words)
      throws MalformedCommandException {
    // When
    CommandSplitter.Split split = CommandSplitter.split(text);

    // Then
    assertThat(split.words()).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"&&", "||", "|", "&", ">", "<", ";", "`", "$("})
  void anOperatorOutsideQuotesIsRefusedWhereverItStands(String operator) {
    for (String text :
        List.of("a " + operator + " b", "a" + operator + "b", "a 'b'" + operator, operator + "a")) {
      assertThatThrownBy(() -> CommandSplitter.split(text))
          .as(text)
          .isInstanceOf(MalformedCommandException.class)
          .hasMessageContaining("uses \"" + operator + "\", but no shell sees the command");
    }
  }

  @Test
  void whatAShellWouldReplaceIsAWarning() throws MalformedCommandException {
    assertThat(CommandSplitter.split("a $HOME/b ${X} \"$Y $(z) `q`\"").warnings())
        .extracting(warning -> warning.substring(0, warning.indexOf(':')))
        .containsExactly(
            "no shell replaces $HOME",
            "no shell replaces ${X}",
            "no shell replaces $Y",
            "no shell replaces $(",
            "no shell replaces `");
    assertThat(CommandSplitter.split("a '$HOME' \\$HOME \"\\$HOME\" 5$ ${{inputs.x}}").warnings())
        .isEmpty();
  }

  @Test
  void linesThatLookLikeCommandsOfTheirOwnAreAWarning() throws MalformedCommandException {
    assertThat(CommandSplitter.split("pip install x\npython train.py\n").warnings())
        .singleElement()
        .asString()
        .startsWith("the lines of the command are read as one command");
    assertThat(CommandSplitter.split("python train.py\n  --lr 1\n  ${{inputs.x}}\n").warnings())
        .isEmpty();
    assertThat(CommandSplitter.split("\npython \\\n  train.py").warnings()).isEmpty();
  }

  @Test
  void aShellSplitsQuotedWordsTheSameWay() throws Exception {
    // Given
    SplittableRandom random = new SplittableRandom(6);
    String[] pieces = {
      "a",
      "b-1",
      " ",
      "  ",
      "'x y'",
      "\"p q\"",
      "\\ ",
      "\\\"",
      "\\'",
      "''",
      "\"\"",
      "'\\'",
      "\"\\\\\"",
      "\"\\\"\"",
      "=",
      "/",
      ".",
      "\"it's\"",
      "'say \"hi\"'",
      "\\\\"
    };

    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder("w ");
      for (int j = random.nextInt(1, 12); j > 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }

      // When
      List<String> words = CommandSplitter.split(text.toString()).words();

      // Then
      assertThat(words).as(text.toString()).isEqualTo(splitByShell(text.toString()));
    }
  }

  private static List<String> splitByShell(String text) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s\\0' " + text).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return new ArrayList<>(List.of(output.substring(0, output.length() - 1).split("\0", -1)));
  }
}
