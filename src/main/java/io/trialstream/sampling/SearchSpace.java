package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The hyperparameters and their expressions.
 *
 * @param dimensions the hyperparameters in the file's order
 */
public record SearchSpace(List<Dimension> dimensions) {

  /**
   * A hyperparameter.
   *
   * @param name its name
   * @param expression how its values are distributed
   */
  public record Dimension(String name, Expression expression) {}

  /** Copies the dimensions. */
  public SearchSpace {
    dimensions = List.copyOf(dimensions);
  }

  /** The hyperparameters' names in the file's order. */
  public List<String> names() {
    return dimensions.stream().map(Dimension::name).toList();
  }

  /**
   * A point of another space as one of this: its values by name, in this space's order, what this
   * space has not left out; empty where it lacks a hyperparameter or lies outside.
   */
  public Optional<List<Parameter>> own(List<Parameter> point) {
    Map<String, ParameterValue> values = new HashMap<>();
    point.forEach(parameter -> values.put(parameter.name(), parameter.value()));
    List<Parameter> own = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      Optional.ofNullable(values.get(dimension.name()))
          .flatMap(dimension.expression()::own)
          .ifPresent(value -> own.add(new Parameter(dimension.name(), value)));
    }
    return own.size() == dimensions.size() ? Optional.of(own) : Optional.empty();
  }

  /**
   * One value of each hyperparameter, in order.
   *
   * @param shares for each dimension the share of its distribution below the value, strictly
   *     between 0 and 1
   */
  List<Parameter> at(double[] shares) {
    return IntStream.range(0, shares.length)
        .mapToObj(
            d ->
                new Parameter(
                    dimensions.get(d).name(), dimensions.get(d).expression().quantile(shares[d])))
        .toList();
  }

  /** The shares of a point, by {@link Expression#share}: the inverse of {@link #at}. */
  double[] shares(List<Parameter> point) {
    double[] shares = new double[point.size()];
    for (int d = 0; d < shares.length; d++) {
      shares[d] = dimensions.get(d).expression().share(point.get(d).value());
    }
    return shares;
  }
}
