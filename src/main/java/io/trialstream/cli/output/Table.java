package io.trialstream.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jline.utils.WCWidth;

/**
 * Aligned columns under a heading. Where they do not fit the terminal, the widest columns are cut,
 * with an ellipsis, until they fit or may not be cut further: sentences, and headings that are
 * wider than what stands below them.
 */
public final class Table {
  /** What a cell shows where there is no value. */
  public static final String NOTHING = "-";

  private static final String GAP = "  ";
  private static final String ELLIPSIS = "…";
  private static final int NARROWEST = 8;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** Where the cells of a column stand. */
  public enum Align {
    /** At its left. */
    LEFT,
    /** At its right. */
    RIGHT,
    /** With their decimal points below each other. */
    POINT
  }

  /**
   * A column.
   *
   * @param title its heading
   * @param align where its cells stand
   * @param cuttable whether its cells may be cut to fit the terminal
   * @param style the style of a cell, by its text
   */
  public record Column(String title, Align align, boolean cuttable, Function<String, Style> style) {

    /** Text that is always shown whole, such as an id. */
    public static Column text(String title) {
      return new Column(title, Align.LEFT, false, cell -> Style.PLAIN);
    }

    /** Text that may be cut, such as a sentence. */
    public static Column sentence(String title) {
      return new Column(title, Align.LEFT, true, cell -> Style.PLAIN);
    }

    /** A number with decimal places. */
    public static Column decimal(String title) {
      return new Column(title, Align.POINT, false, cell -> Style.PLAIN);
    }

    /** A whole number. */
    public static Column number(String title) {
      return new Column(title, Align.RIGHT, false, cell -> Style.PLAIN);
    }

    /** A state, coloured. */
    public static Column state(String title) {
      return new Column(title, Align.LEFT, false, Style::ofState);
    }
  }

  /** A table without rows. */
  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row, a cell for each column. */
  public Table row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + columns.size() + " columns: " + cells);
    }
    rows.add(cells.stream().map(Table::oneLine).toList());
    return this;
  }

  /** Adds a row, a cell for each column. */
  public Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  /** The table as lines, each ended by a newline. */
  public String render(Layout layout) {
    List<List<String>> rows = pointed();
    int[] widths = widths(rows);
    if (layout.width().isPresent()) {
      shrink(widths, layout.width().getAsInt(), rows);
    }
    StringBuilder text = new StringBuilder();
    line(text, columns.stream().map(Column::title).toList(), widths, true, layout.color());
    rows.forEach(row -> line(text, row, widths, false, layout.color()));
    return text.toString();
  }

  /** The rows, those cells filled up at the right that have fewer decimal places than others. */
  private List<List<String>> pointed() {
    List<List<String>> pointed = new ArrayList<>();
    rows.forEach(row -> pointed.add(new ArrayList<>(row)));
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).align() == Align.POINT) {
        int column = i;
        int most = rows.stream().mapToInt(row -> decimals(row.get(column))).max().orElse(0);
        pointed.forEach(
            row -> row.set(column, row.get(column) + " ".repeat(most - decimals(row.get(column)))));
      }
    }
    return pointed;
  }

  /** The characters from the decimal point on. */
  private static int decimals(String cell) {
    int point = cell.indexOf('.');
    return point < 0 ? 0 : cell.length() - point;
  }

  private int[] widths(List<List<String>> rows) {
    int[] widths = columns.stream().mapToInt(column -> width(column.title())).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  private void shrink(int[] widths, int room, List<List<String>> rows) {
    int[] least = leastWidths(rows);
    int total = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    while (total > room) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
      total--;
    }
  }

  /** A sentence may be cut short, another cell not; the heading of either may. */
  private int[] leastWidths(List<List<String>> rows) {
    int[] least = new int[columns.size()];
    for (int i = 0; i < least.length; i++) {
      int column = i;
      int cells = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
      int title = Math.min(width(columns.get(i).title()), NARROWEST);
      least[i] = Math.max(title, columns.get(i).cuttable() ? Math.min(cells, NARROWEST) : cells);
    }
    return least;
  }

  private void line(
      StringBuilder text, List<String> cells, int[] widths, boolean heading, boolean color) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      String cell = cut(cells.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - width(cell));
      Style style = heading ? Style.BOLD : column.style().apply(cells.get(i));
      line.append(i == 0 ? "" : GAP)
          .append(column.align() == Align.LEFT ? "" : padding)
          .append(style.paint(cell, color))
          .append(column.align() == Align.LEFT ? padding : "");
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  /** The text, or as much of it as fits with an ellipsis behind it. */
  public static String cut(String cell, int width) {
    if (width(cell) <= width) {
      return cell;
    }
    StringBuilder kept = new StringBuilder();
    int used = ELLIPSIS.length();
    for (int point : cell.codePoints().toArray()) {
      used += Math.max(0, WCWidth.wcwidth(point));
      if (used > width) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept + ELLIPSIS;
  }

  /** The columns of a terminal that the text takes. */
  static int width(String text) {
    return text.codePoints().map(point -> Math.max(0, WCWidth.wcwidth(point))).sum();
  }

  /** A cell stays on its line, and sends the terminal nothing but text. */
  private static String oneLine(String cell) {
    return cell.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
