package io.trialstream.loadtests;

import io.trialstream.loadtests.SamplingResults.Curve;
import io.trialstream.loadtests.objectives.Objectives;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;

/** How the searches stand beside what a model-based sampler is to reach. */
final class SamplingTargets {
  private static final double BRANIN = 0.001;
  private static final double HARTMANN_6 = 0.05;

  private final List<Curve> curves;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  private SamplingTargets(List<Curve> curves) {
    this.curves = curves;
  }

  /**
   * A row for each target and sampler.
   *
   * @param recorded the names of recorded training
   */
  static List<Map<String, Object>> rows(List<Curve> curves, List<String> recorded) {
    SamplingTargets targets = new SamplingTargets(curves);
    for (Curve curve : curves) {
      targets.add(curve, recorded);
    }
    return targets.rows;
  }

  private void add(Curve curve, List<String> recorded) {
    boolean alone = curve.atOnce() == 1;
    if (alone && curve.function().equals("branin")) {
      row(curve, "evaluations to a regret of " + BRANIN, reached(curve, BRANIN), "30");
    }
    if (alone && curve.function().equals("hartmann6")) {
      row(curve, "evaluations to a regret of " + HARTMANN_6, reached(curve, HARTMANN_6), "60");
      row(curve, "seeds in the global basin at the end, %", inBasin(curve), "70");
    }
    if (alone && curve.function().equals("ackley5")) {
      row(
          curve,
          "regret at the end",
          "%.3g".formatted(curve.regret(curve.evaluations(), 50)),
          "2.5");
    }
    if (curve.atOnce() == 8 && curve.function().equals("hartmann6")) {
      of(curve, curve.sampler(), 1)
          .ifPresent(
              one ->
                  row(
                      curve,
                      "evaluations to a regret of " + HARTMANN_6 + ", beside one at a time",
                      ratio(curve.evaluationsTo(HARTMANN_6), one.evaluationsTo(HARTMANN_6)),
                      "1.5"));
    }
    if (alone && recorded.contains(curve.function())) {
      of(curve, "random", 1)
          .ifPresent(
              random ->
                  row(
                      curve,
                      "evaluations to random's last regret",
                      reached(curve, random.regret(random.evaluations(), 50)),
                      "28"));
    }
  }

  private Optional<Curve> of(Curve beside, String sampler, int atOnce) {
    return curves.stream()
        .filter(curve -> curve.function().equals(beside.function()))
        .filter(curve -> curve.sampler().equals(sampler) && curve.atOnce() == atOnce)
        .findFirst();
  }

  private static String reached(Curve curve, double regret) {
    OptionalInt evaluations = curve.evaluationsTo(regret);
    return evaluations.isPresent()
        ? Integer.toString(evaluations.getAsInt())
        : "more than " + curve.evaluations();
  }

  private static String ratio(OptionalInt many, OptionalInt one) {
    return many.isPresent() && one.isPresent()
        ? "%.2f".formatted((double) many.getAsInt() / one.getAsInt())
        : "not reached";
  }

  private static String inBasin(Curve curve) {
    double[] regrets = curve.regrets(curve.evaluations());
    long reached = DoubleStream.of(regrets).filter(r -> r < Objectives.HARTMANN_6_BASIN).count();
    return Long.toString(Math.round(100.0 * reached / regrets.length));
  }

  private void row(Curve curve, String measured, String figure, String target) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "target");
    row.put("measured", curve.function() + ": " + measured);
    row.put("sampler", curve.sampler());
    row.put("at_once", curve.atOnce());
    row.put("figure", figure);
    row.put("target", target);
    rows.add(row);
  }
}
