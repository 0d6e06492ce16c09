package io.trialstream.loadtests;

import io.trialstream.loadtests.SamplingRun.Timing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.StatUtils;

/** How long suggestions took. */
final class SuggestionTimes {
  private SuggestionTimes() {}

  /** Their percentiles by name; none where a model made no suggestion. */
  static Map<String, Object> figures(List<Timing> timings) {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (!timings.isEmpty()) {
      double[] suggest = timings.stream().mapToDouble(each -> each.suggestNanos() / 1e6).toArray();
      double[] refresh = timings.stream().mapToDouble(each -> each.refreshNanos() / 1e6).toArray();
      figures.put("suggestions", timings.size());
      figures.put("suggest_p50_ms", StatUtils.percentile(suggest, 50));
      figures.put("suggest_p95_ms", StatUtils.percentile(suggest, 95));
      figures.put("suggest_max_ms", StatUtils.max(suggest));
      figures.put("refresh_p50_ms", StatUtils.percentile(refresh, 50));
      figures.put("refresh_p95_ms", StatUtils.percentile(refresh, 95));
      figures.put("refresh_max_ms", StatUtils.max(refresh));
    }
    return figures;
  }
}
