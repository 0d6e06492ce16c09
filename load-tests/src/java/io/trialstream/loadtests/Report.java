package io.trialstream.loadtests;

import io.trialstream.cli.output.Layout;
import io.trialstream.cli.output.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a load test found: rows of figures by name, plots of them, and sentences.
 *
 * @param test its name
 * @param title what was measured, a line
 * @param columns what the table shows of the rows, in order
 * @param rows the figures of each row by name, as the JSON has them
 * @param charts the plots
 * @param notes what a reader of the figures must know
 * @param failures what a load test must not find: something lost, decided twice, a rate not reached
 */
record Report(
    String test,
    String title,
    List<Column> columns,
    List<Map<String, Object>> rows,
    List<Chart> charts,
    List<String> notes,
    List<String> failures) {

  /**
   * A column of the table.
   *
   * @param figure the name of the figure in the rows
   * @param heading with the unit
   * @param format as {@link String#format} takes it; {@code %s} for text
   */
  record Column(String figure, String heading, String format) {
    private Table.Column shown() {
      return format.equals("%s") ? Table.Column.text(heading) : Table.Column.number(heading);
    }

    private String cell(Map<String, Object> row) {
      Object value = row.get(figure);
      return value == null ? Table.NOTHING : String.format(format, value);
    }
  }

  /**
   * A plot.
   *
   * @param kind how its series are drawn
   * @param xAxis what stands along the x axis, with the unit
   * @param yAxis likewise
   * @param logarithmic whether the x axis is; of lines only
   * @param logarithmicY whether the y axis is; of lines only, above 0
   * @param categories the groups of bars; empty where it has lines
   */
  record Chart(
      String title,
      Kind kind,
      String xAxis,
      String yAxis,
      boolean logarithmic,
      boolean logarithmicY,
      List<String> categories,
      List<Series> series) {

    /** Bars in groups. */
    static Chart bars(
        String title, String xAxis, String yAxis, List<String> categories, List<Series> series) {
      return new Chart(title, Kind.BARS, xAxis, yAxis, false, false, categories, series);
    }

    /**
     * Milliseconds by percentile; the further right, the rarer. Points are {1 / share above, ms}.
     */
    static Chart percentiles(String title, List<Series> series) {
      return new Chart(
          title, Kind.PERCENTILES, "percentile", "milliseconds", true, false, List.of(), series);
    }

    /** Lines through points. */
    static Chart lines(
        String title, String xAxis, String yAxis, boolean logarithmic, List<Series> series) {
      return new Chart(title, Kind.LINES, xAxis, yAxis, logarithmic, false, List.of(), series);
    }

    /** Lines over a logarithmic y axis. */
    static Chart magnitudes(
        String title, String xAxis, String yAxis, boolean logarithmic, List<Series> series) {
      return new Chart(title, Kind.LINES, xAxis, yAxis, logarithmic, true, List.of(), series);
    }
  }

  /** How series are drawn. */
  enum Kind {
    /** A bar for each category and series. */
    BARS,
    /** A line for each series. */
    LINES,
    /** Lines over an axis of percentiles: 10 stands for 90%, 100 for 99%, 1000 for 99.9%. */
    PERCENTILES
  }

  /**
   * A series of a plot.
   *
   * @param name as the legend shows it; series of the same name have one color
   * @param points bars: {@code {value}} for each category; lines: {@code {x, y}}
   * @param dashed whether it stands beside the main one of its name, as quartiles do
   */
  record Series(String name, List<double[]> points, boolean dashed) {
    /** A main series. */
    Series(String name, List<double[]> points) {
      this(name, points, false);
    }

    /** A bar for each category. */
    static Series bars(String name, List<Double> values) {
      return new Series(name, values.stream().map(value -> new double[] {value}).toList());
    }
  }

  /** The figures as the JSON file has them. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("test", test);
    document.put("title", title);
    document.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    document.put("machine", Machine.describe());
    document.put("rows", rows);
    document.put("notes", notes);
    document.put("failures", failures);
    return document;
  }

  /** The figures as a person reads them. */
  String text(Layout layout) {
    Table table = new Table(columns.stream().map(Column::shown).toList());
    for (Map<String, Object> row : rows) {
      table.row(columns.stream().map(column -> column.cell(row)).toList());
    }
    StringBuilder text = new StringBuilder(title).append("\n\n").append(table.render(layout));
    List<String> sentences = new ArrayList<>(notes);
    failures.forEach(failure -> sentences.add("FAILED: " + failure));
    sentences.forEach(sentence -> text.append('\n').append(sentence).append('\n'));
    return text.toString();
  }

  /** The table's cells as text, a list for each row. */
  List<List<String>> cells() {
    return rows.stream()
        .map(row -> columns.stream().map(column -> column.cell(row)).toList())
        .toList();
  }
}
