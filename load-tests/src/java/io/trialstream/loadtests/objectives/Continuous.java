package io.trialstream.loadtests.objectives;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue.Real;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/**
 * A function of real numbers.
 *
 * @param bounds the lowest and the highest value of each
 * @param noise the standard deviation of what is reported around the value
 */
record Continuous(
    String name,
    List<Bounds> bounds,
    double lowest,
    double noise,
    ToDoubleFunction<double[]> function)
    implements Objective {

  /** From where to where a number goes. */
  record Bounds(double min, double max) {}

  /** A function without noise, of so many numbers within the same bounds. */
  static Continuous of(
      String name,
      int dimensions,
      double min,
      double max,
      double lowest,
      ToDoubleFunction<double[]> function) {
    List<Bounds> bounds = Collections.nCopies(dimensions, new Bounds(min, max));
    return new Continuous(name, bounds, lowest, 0, function);
  }

  /**
   * A symmetric function with its optimum somewhere in the middle 80% of each dimension, so that it
   * helps nobody to try the center.
   */
  static Continuous shifted(
      String name,
      int dimensions,
      double min,
      double max,
      long seed,
      ToDoubleFunction<double[]> function) {
    SplittableRandom random = new SplittableRandom(seed);
    double reach = 0.4 * (max - min);
    double[] offset = random.doubles(dimensions, -reach, reach).toArray();
    return of(
        name,
        dimensions,
        min,
        max,
        0,
        x -> {
          double[] moved = x.clone();
          for (int d = 0; d < moved.length; d++) {
            moved[d] -= offset[d];
          }
          return function.applyAsDouble(moved);
        });
  }

  @Override
  public String space() {
    StringJoiner space = new StringJoiner(", ", "{", "}");
    for (int d = 0; d < bounds.size(); d++) {
      space.add(
          "x%d: {type: uniform, min_value: %s, max_value: %s}"
              .formatted(d, bounds.get(d).min(), bounds.get(d).max()));
    }
    return space.toString();
  }

  @Override
  public double value(List<Parameter> point) {
    return function.applyAsDouble(
        point.stream().mapToDouble(parameter -> ((Real) parameter.value()).value()).toArray());
  }

  @Override
  public double[] readings(List<Parameter> point, SplittableRandom random) {
    double value = value(point);
    return new double[] {noise == 0 ? value : value + noise * random.nextGaussian()};
  }
}
