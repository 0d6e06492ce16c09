package io.trialstream.loadtests.objectives;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue.Real;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.DoubleStream;

/** Training that was recorded: the configurations that there are, and what each reported. */
public final class RecordedCurves implements Objective {
  /** The hyperparameters that were not drawn on a logarithmic scale. */
  private static final List<String> LINEAR = List.of("beta1", "beta2");

  private final String name;
  private final String space;
  private final List<List<Parameter>> points;
  private final Map<List<Parameter>, double[]> curves = new HashMap<>();
  private final double lowest;

  /**
   * @param name of the data set
   * @param configurations the hyperparameters by name, the same for all
   * @param curves what each configuration reported, lower is better
   */
  public RecordedCurves(
      String name, List<Map<String, Double>> configurations, List<double[]> curves) {
    this.name = name;
    this.points = new ArrayList<>();
    StringJoiner expressions = new StringJoiner(", ", "{", "}");
    for (String key : configurations.get(0).keySet()) {
      double[] values = configurations.stream().mapToDouble(each -> each.get(key)).toArray();
      expressions.add(key + ": " + expression(key, values));
    }
    this.space = expressions.toString();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < curves.size(); i++) {
      List<Parameter> point =
          configurations.get(i).entrySet().stream()
              .map(each -> new Parameter(each.getKey(), new Real(each.getValue())))
              .toList();
      // A configuration that was recorded twice counts as it was the first time.
      if (this.curves.putIfAbsent(point, curves.get(i)) == null) {
        points.add(point);
        best = Math.min(best, result(curves.get(i)));
      }
    }
    this.lowest = best;
  }

  private static String expression(String key, double[] values) {
    double min = DoubleStream.of(values).min().orElseThrow();
    double max = DoubleStream.of(values).max().orElseThrow();
    return LINEAR.contains(key) || min <= 0
        ? "{type: uniform, min_value: %s, max_value: %s}".formatted(min, max)
        : "{type: loguniform, min_value: %s, max_value: %s}"
            .formatted(StrictMath.log(min), StrictMath.log(max));
  }

  private static double result(double[] curve) {
    return DoubleStream.of(curve).filter(Double::isFinite).min().orElse(Double.POSITIVE_INFINITY);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String space() {
    return space;
  }

  @Override
  public double lowest() {
    return lowest;
  }

  @Override
  public double value(List<Parameter> point) {
    return result(readings(point));
  }

  @Override
  public double[] readings(List<Parameter> point, SplittableRandom random) {
    return readings(point);
  }

  private double[] readings(List<Parameter> point) {
    double[] curve = curves.get(point);
    if (curve == null) {
      throw new IllegalArgumentException(point + " was not recorded");
    }
    return curve;
  }

  @Override
  public List<List<Parameter>> candidates() {
    return List.copyOf(points);
  }
}
