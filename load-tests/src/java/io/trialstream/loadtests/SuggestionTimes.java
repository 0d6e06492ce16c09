package io.trialstream.loadtests;

import io.trialstream.experiment.Specification;
import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Series;
import io.trialstream.loadtests.objectives.Objective;
import io.trialstream.loadtests.objectives.Objectives;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * How long a model takes to suggest a trial once so many have ended: each time one more result is
 * told, a suggestion that uses it is timed, and then what the model does while nobody waits.
 */
final class SuggestionTimes {
  private final List<Measured> measured = new ArrayList<>();

  /**
   * What was measured of one sampler and number of trials.
   *
   * @param fit what the first look at that many trials took
   */
  private record Measured(
      String sampler, int observations, Stopwatch.Time fit, List<Timing> timings) {
    Map<String, Object> row() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("kind", "suggestion-time");
      row.put("measured", "suggestion in 10 dimensions after %d trials".formatted(observations));
      row.put("sampler", sampler);
      row.put("at_once", 1);
      row.put("observations", observations);
      row.put("first_fit_ms", fit.wallNanos() / 1e6);
      row.putAll(Timing.figures(timings, Stopwatch.Time::wallNanos));
      row.put("processor", Timing.figures(timings, Stopwatch.Time::processorNanos));
      row.put("figure", "p95 %.1f ms".formatted(Timing.suggestMillis(timings, 95)));
      row.put("target", target());
      return row;
    }

    private String target() {
      int most = observations <= 100 ? 20 : observations <= 500 ? 100 : 250;
      return "p95 %d ms".formatted(observations <= 1000 ? most : 500);
    }

    private double[] point(double percentile) {
      return new double[] {observations, Timing.suggestMillis(timings, percentile)};
    }
  }

  /**
   * Measures one sampler; nothing where no model suggests its trials.
   *
   * @param observations the trials that have ended when the first suggestion is asked for
   * @param suggestions how many are timed, behind a fifth as many that let the compiler settle
   */
  void measure(Contender contender, int observations, int suggestions, long seed) {
    Objective objective = Objectives.ofTen(seed);
    Specification specification = contender.on(objective.space());
    Optional<SamplingModel> model =
        specification.sampling().model(specification.searchSpace(), seed);
    if (model.isEmpty()) {
      return;
    }
    List<Observation> trials = ended(objective, observations, seed);
    List<Timing> timings = new ArrayList<>();
    History history = history(trials);
    Stopwatch fit = new Stopwatch();
    model.get().refresh(history);
    Stopwatch.Time first = fit.time();
    int warm = 1 + suggestions / 5;
    for (int i = 0; i < warm + suggestions; i++) {
      Stopwatch suggest = new Stopwatch();
      List<Parameter> point = model.get().propose(history, 1).get(0).point();
      Stopwatch.Time suggested = suggest.time();
      Stopwatch refresh = new Stopwatch();
      model.get().refresh(history);
      if (i >= warm) {
        timings.add(new Timing(suggested, refresh.time()));
      }
      trials.add(SamplingRun.completed(point, new double[] {objective.value(point)}));
      history = history(trials);
    }
    measured.add(new Measured(contender.name(), observations, first, timings));
  }

  private static List<Observation> ended(Objective objective, int observations, long seed) {
    Sampler random = Contender.of("random").on(objective.space()).sampler(seed);
    return new ArrayList<>(
        LongStream.range(0, observations)
            .mapToObj(random::suggest)
            .map(point -> SamplingRun.completed(point, new double[] {objective.value(point)}))
            .toList());
  }

  private static History history(List<Observation> trials) {
    return new History(trials.size(), List.of(), trials);
  }

  /** A row for each. */
  List<Map<String, Object>> rows() {
    return measured.stream().map(Measured::row).toList();
  }

  /** Medians and 95th percentiles against observations; none where there are none. */
  List<Chart> charts() {
    List<Series> series = new ArrayList<>();
    for (String sampler : measured.stream().map(Measured::sampler).distinct().toList()) {
      series.add(new Series(sampler, points(sampler, 50)));
      series.add(new Series(sampler, points(sampler, 95), true));
    }
    return series.isEmpty()
        ? List.of()
        : List.of(
            Chart.magnitudes(
                "Time of a suggestion in 10 dimensions",
                "observations",
                "milliseconds (median; dashed: 95th percentile)",
                true,
                series));
  }

  private List<double[]> points(String sampler, double percentile) {
    return measured.stream()
        .filter(each -> each.sampler().equals(sampler))
        .map(each -> each.point(percentile))
        .toList();
  }
}
