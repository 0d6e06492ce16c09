package io.trialstream.loadtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What a suggestion cost.
 *
 * @param suggest from the last result to the suggestion that used it, while a worker waits
 * @param refresh what the model did then, while none waits
 */
record Timing(Stopwatch.Time suggest, Stopwatch.Time refresh) {

  /**
   * Percentiles by name, in milliseconds; none of none.
   *
   * @param kind wall-clock or processor time
   */
  static Map<String, Object> figures(List<Timing> timings, ToLongFunction<Stopwatch.Time> kind) {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (!timings.isEmpty()) {
      figures.put("suggestions", timings.size());
      put(figures, "suggest", timings, Timing::suggest, kind);
      put(figures, "refresh", timings, Timing::refresh, kind);
    }
    return figures;
  }

  private static void put(
      Map<String, Object> figures,
      String name,
      List<Timing> timings,
      Function<Timing, Stopwatch.Time> part,
      ToLongFunction<Stopwatch.Time> kind) {
    figures.put(name + "_p50_ms", millis(timings, part, kind, 50));
    figures.put(name + "_p95_ms", millis(timings, part, kind, 95));
    figures.put(name + "_max_ms", millis(timings, part, kind, 100));
  }

  /** A percentile of the suggestions' wall-clock time in milliseconds. */
  static double suggestMillis(List<Timing> timings, double percentile) {
    return millis(timings, Timing::suggest, Stopwatch.Time::wallNanos, percentile);
  }

  private static double millis(
      List<Timing> timings,
      Function<Timing, Stopwatch.Time> part,
      ToLongFunction<Stopwatch.Time> kind,
      double percentile) {
    return StatUtils.percentile(
        timings.stream().mapToDouble(each -> kind.applyAsLong(part.apply(each)) / 1e6).toArray(),
        percentile);
  }
}
