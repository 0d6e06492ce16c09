package io.trialstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.cli.output.Table.Column;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table() {
    return new Table(
            List.of(
                Column.text("TRIAL"),
                Column.state("STATE"),
                Column.number("SCORE"),
                Column.sentence("REASON")))
        .row("digits_0", "COMPLETED", "0.97", "exit 0 after 30 values of `acc`")
        .row("digits_10", "FAILED", "-", "exit 1");
  }

  @Test
  void columnsAreAlignedAndNothingIsCutWhereTheOutputIsNoTerminal() {
    assertThat(table().render(Layout.UNBOUNDED))
        .isEqualTo(
            """
            TRIAL      STATE      SCORE  REASON
            digits_0   COMPLETED   0.97  exit 0 after 30 values of `acc`
            digits_10  FAILED         -  exit 1
            """);
  }

  @Test
  void sentencesAreCutToTheTerminal() {
    assertThat(table().render(new Layout(OptionalInt.of(45), false)))
        .isEqualTo(
            """
            TRIAL      STATE      SCORE  REASON
            digits_0   COMPLETED   0.97  exit 0 after 30…
            digits_10  FAILED         -  exit 1
            """);
  }

  @Test
  void idsAndNumbersAreNeverCut() {
    assertThat(table().render(new Layout(OptionalInt.of(1), false)))
        .contains("digits_10", "COMPLETED", "0.97");
  }

  @Test
  void colourChangesNoWidth() {
    String colored = table().render(new Layout(OptionalInt.empty(), true));

    assertThat(colored).contains("\u001b[32mCOMPLETED\u001b[0m", "\u001b[31mFAILED\u001b[0m");
    assertThat(colored.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualToIgnoringWhitespace(table().render(Layout.UNBOUNDED));
  }

  @Test
  void cellSendsTheTerminalNoControlCharacters() {
    String text =
        new Table(List.of(Column.sentence("REASON")))
            .row("a\n\u001b[2Jb\tc")
            .render(Layout.UNBOUNDED);

    assertThat(text).isEqualTo("REASON\na [2Jb c\n");
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Table.cut("学習率が高い", 7)).isEqualTo("学習率…");
  }

  @Test
  void decimalPointsStandBelowEachOther() {
    String text =
        new Table(List.of(Column.decimal("LOSS"), Column.text("ID")))
            .row("12.5", "a")
            .row("0.0625", "b")
            .row("-", "c")
            .row("1000", "d")
            .render(Layout.UNBOUNDED);

    assertThat(text)
        .isEqualTo(
            """
                 LOSS  ID
              12.5     a
               0.0625  b
               -       c
            1000       d
            """);
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThatThrownBy(() -> table().row("a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 cells for 4 columns");
  }

  @Test
  void headingsAreCutBeforeWhatStandsBelowThem() {
    String text =
        new Table(List.of(Column.text("ID"), Column.number("number_of_hidden_layers")))
            .row("digits_0", "2")
            .row("digits_1", "123456789")
            .render(new Layout(OptionalInt.of(19), false));

    assertThat(text)
        .isEqualTo(
            """
            ID        number_o…
            digits_0          2
            digits_1  123456789
            """);
  }
}
