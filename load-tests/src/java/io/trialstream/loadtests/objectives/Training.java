package io.trialstream.loadtests.objectives;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import java.util.List;

/**
 * A function as training is one: of an optimizer, a learning rate on a logarithmic scale, whole
 * numbers of layers and units, and a rate of dropout. Which learning rate and how many layers are
 * best depends on the optimizer; dropout has local minima. 0 for adam, 1e-3, 3 layers, 144 units
 * and a dropout of 0.2.
 */
final class Training implements Objective {

  @Override
  public String name() {
    return "mixed";
  }

  @Override
  public String space() {
    return "{optimizer: {type: choice, values: [sgd, adam, rmsprop, adagrad]},"
        + " learning_rate: {type: loguniform, min_value: -13.8, max_value: 0},"
        + " layers: {type: quniform, min_value: 1, max_value: 8, q: 1},"
        + " units: {type: quniform, min_value: 16, max_value: 256, q: 16},"
        + " dropout: {type: uniform, min_value: 0, max_value: 0.8}}";
  }

  @Override
  public double lowest() {
    return 0;
  }

  @Override
  public double value(List<Parameter> point) {
    String optimizer = point.get(0).value() instanceof Text text ? text.value() : "";
    double rate = Math.log10(number(point.get(1).value()));
    double layers = number(point.get(2).value());
    double units = number(point.get(3).value()) / 16;
    double dropout = number(point.get(4).value());
    double[] best =
        switch (optimizer) {
          case "sgd" -> new double[] {0.15, -1, 2};
          case "adam" -> new double[] {0, -3, 3};
          case "rmsprop" -> new double[] {0.05, -3.5, 5};
          default -> new double[] {0.3, -2, 2};
        };
    double off = dropout - 0.2;
    return best[0]
        + 0.1 * square(rate - best[1])
        + 0.05 * square(layers - best[2])
        + 0.01 * square(units - 9)
        + 0.5 * square(off)
        + 0.05 * (1 - Math.cos(8 * Math.PI * off));
  }

  private static double number(ParameterValue value) {
    return ((Real) value).value();
  }

  private static double square(double x) {
    return x * x;
  }
}
