package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/** What the searches came to: a row and lines in a plot for each function, sampler and fleet. */
final class SamplingResults {
  /** The evaluations after which the table shows the regret. */
  private static final int[] SHOWN = {30, 60, 100};

  /** Below it a regret is drawn as this, since a logarithmic axis has no 0. */
  private static final double LEAST = 1e-6;

  private final List<Curve> curves = new ArrayList<>();

  /**
   * The searches of one function, sampler and fleet.
   *
   * @param function its name
   * @param sampler its name
   * @param atOnce the workers
   * @param outcomes one for each seed
   */
  record Curve(String function, String sampler, int atOnce, List<SamplingRun.Outcome> outcomes) {

    /** How many evaluations there were. */
    int evaluations() {
      return outcomes.get(0).regrets().length;
    }

    /** The regrets of all seeds after so many evaluations. */
    double[] regrets(int evaluations) {
      return outcomes.stream().mapToDouble(each -> each.regrets()[evaluations - 1]).toArray();
    }

    /**
     * A percentile over the seeds of the regret.
     *
     * @param percentile 50 for the median
     */
    double regret(int evaluations, double percentile) {
      return StatUtils.percentile(regrets(evaluations), percentile);
    }

    /** The evaluations after which the median regret is that low; empty where it never is. */
    java.util.OptionalInt evaluationsTo(double regret) {
      return IntStream.rangeClosed(1, evaluations())
          .filter(n -> regret(n, 50) <= regret)
          .findFirst();
    }
  }

  void add(Curve curve) {
    curves.add(curve);
  }

  List<Curve> curves() {
    return List.copyOf(curves);
  }

  /** A sentence for who waits. */
  static String sentence(Curve curve) {
    return "%s, %s, %d at once: median regret %.4g after %d evaluations"
        .formatted(
            curve.function(),
            curve.sampler(),
            curve.atOnce(),
            curve.regret(curve.evaluations(), 50),
            curve.evaluations());
  }

  /** The columns of {@link #rows}. */
  static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("measured", "measured", "%s"));
    columns.add(new Column("sampler", "sampler", "%s"));
    columns.add(new Column("at_once", "at once", "%d"));
    columns.add(new Column("figure", "figure", "%s"));
    columns.add(new Column("target", "target", "%s"));
    for (int shown : SHOWN) {
      columns.add(new Column("regret_" + shown, "regret at " + shown, "%.4g"));
    }
    columns.add(new Column("regret_lower", "lower quartile", "%.4g"));
    columns.add(new Column("regret_upper", "upper quartile", "%.4g"));
    columns.add(new Column("suggest_p50_ms", "suggest p50 ms", "%.2f"));
    columns.add(new Column("suggest_p95_ms", "p95 ms", "%.2f"));
    columns.add(new Column("suggest_max_ms", "max ms", "%.2f"));
    columns.add(new Column("refresh_p95_ms", "refresh p95 ms", "%.2f"));
    return columns;
  }

  /** A row for each. */
  List<Map<String, Object>> rows() {
    return curves.stream().map(SamplingResults::row).toList();
  }

  private static Map<String, Object> row(Curve curve) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "regret");
    row.put("measured", curve.function());
    row.put("sampler", curve.sampler());
    row.put("at_once", curve.atOnce());
    row.put("seeds", curve.outcomes().size());
    row.put("evaluations", curve.evaluations());
    for (int shown : SHOWN) {
      if (shown <= curve.evaluations()) {
        row.put("regret_" + shown, curve.regret(shown, 50));
      }
    }
    row.put("regret_lower", curve.regret(curve.evaluations(), 25));
    row.put("regret_upper", curve.regret(curve.evaluations(), 75));
    row.putAll(
        Timing.figures(
            curve.outcomes().stream().flatMap(each -> each.timings().stream()).toList(),
            Stopwatch.Time::processorNanos));
    row.put("medians", percentiles(curve, 50));
    row.put("lower_quartiles", percentiles(curve, 25));
    row.put("upper_quartiles", percentiles(curve, 75));
    return row;
  }

  private static double[] percentiles(Curve curve, double percentile) {
    return IntStream.rangeClosed(1, curve.evaluations())
        .mapToDouble(n -> curve.regret(n, percentile))
        .toArray();
  }

  /** A plot for each function and fleet. */
  List<Chart> charts() {
    Map<String, List<Series>> plots = new LinkedHashMap<>();
    for (Curve curve : curves) {
      List<Series> series =
          plots.computeIfAbsent(
              curve.function()
                  + (curve.atOnce() == 1
                      ? ", one at a time"
                      : ", %d at once".formatted(curve.atOnce())),
              any -> new ArrayList<>());
      series.add(series(curve, 50));
      series.add(series(curve, 25));
      series.add(series(curve, 75));
    }
    List<Chart> charts = new ArrayList<>();
    plots.forEach(
        (title, series) ->
            charts.add(
                Chart.magnitudes(
                    title,
                    "evaluations",
                    "simple regret (median; dashed: quartiles)",
                    false,
                    series)));
    return charts;
  }

  private static Series series(Curve curve, double percentile) {
    double[] regrets = percentiles(curve, percentile);
    List<double[]> points =
        IntStream.range(0, regrets.length)
            .filter(i -> Double.isFinite(regrets[i]))
            .mapToObj(i -> new double[] {i + 1, Math.max(LEAST, regrets[i])})
            .toList();
    return new Series(curve.sampler(), points, percentile != 50);
  }
}
