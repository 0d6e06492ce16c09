package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The points of a search space as coordinates for a model: the share of each hyperparameter's
 * distribution that lies below its value, so that every scale (logarithms, normal distributions)
 * becomes an even one from 0 to 1. Numbers to choose from are put in order and spread evenly; other
 * choices become the number of the category. A point has the coordinates of the values that it is
 * rounded to, so that a model is not told of differences that no trial sees (Garrido-Merchán and
 * Hernández-Lobato, "Dealing with categorical and integer-valued variables in Bayesian optimization
 * with Gaussian processes", 2020).
 */
final class Encoding {
  /** Shares of an unbounded distribution that a model looks at: three deviations either way. */
  private static final double TAIL = 0.00135;

  private final SearchSpace space;
  private final List<Axis> axes;

  private Encoding(SearchSpace space, List<Axis> axes) {
    this.space = space;
    this.axes = axes;
  }

  /** How one hyperparameter becomes a coordinate. */
  private sealed interface Axis {
    double encode(ParameterValue value);

    ParameterValue decode(double coordinate);

    /** How many values there are; 0 where they are not counted. */
    int values();

    boolean isCategory();

    default double low() {
      return 0;
    }

    default double high() {
      return 1;
    }
  }

  /** Shares of a distribution of numbers. */
  private record Share(Expression expression, boolean stepped, double low, double high)
      implements Axis {
    @Override
    public double encode(ParameterValue value) {
      return expression.share(value);
    }

    @Override
    public ParameterValue decode(double coordinate) {
      return expression.quantile(
          Math.max(Quantiles.SMALLEST, Math.min(Quantiles.LARGEST, coordinate)));
    }

    @Override
    public int values() {
      return 0;
    }

    @Override
    public boolean isCategory() {
      return false;
    }
  }

  /** Numbers to choose from, in order. */
  private record Ordered(List<ParameterValue> ascending) implements Axis {
    @Override
    public double encode(ParameterValue value) {
      return (Math.max(0, ascending.indexOf(value)) + 0.5) / ascending.size();
    }

    @Override
    public ParameterValue decode(double coordinate) {
      int at = (int) (coordinate * ascending.size());
      return ascending.get(Math.max(0, Math.min(ascending.size() - 1, at)));
    }

    @Override
    public int values() {
      return ascending.size();
    }

    @Override
    public boolean isCategory() {
      return false;
    }
  }

  /** Values without an order. */
  private record Category(List<ParameterValue> all) implements Axis {
    @Override
    public double encode(ParameterValue value) {
      return Math.max(0, all.indexOf(value));
    }

    @Override
    public ParameterValue decode(double coordinate) {
      return all.get((int) coordinate);
    }

    @Override
    public int values() {
      return all.size();
    }

    @Override
    public boolean isCategory() {
      return true;
    }
  }

  static Encoding of(SearchSpace space) {
    return new Encoding(
        space, space.dimensions().stream().map(Dimension::expression).map(Encoding::axis).toList());
  }

  private static Axis axis(Expression expression) {
    if (expression instanceof Choice choice) {
      boolean numbers =
          choice.values().size() > 2
              && choice.values().stream().allMatch(v -> v instanceof Whole || v instanceof Real);
      return numbers
          ? new Ordered(
              choice.values().stream()
                  .sorted(Comparator.comparingDouble(Encoding::number))
                  .toList())
          : new Category(choice.values());
    }
    return switch (ExpressionType.valueOf(expression.name().toUpperCase(java.util.Locale.ROOT))) {
      case UNIFORM, LOGUNIFORM -> new Share(expression, false, 0, 1);
      case NORMAL, LOGNORMAL -> new Share(expression, false, TAIL, 1 - TAIL);
      case QNORMAL, QLOGNORMAL -> new Share(expression, true, TAIL, 1 - TAIL);
      default -> new Share(expression, true, 0, 1);
    };
  }

  private static double number(ParameterValue value) {
    if (value instanceof Whole whole) {
      return whole.value();
    }
    return value instanceof Real real ? real.value() : 0;
  }

  /** The number of coordinates. */
  int size() {
    return axes.size();
  }

  /** Which coordinates are numbers of categories. */
  boolean[] categories() {
    boolean[] categories = new boolean[size()];
    for (int k = 0; k < categories.length; k++) {
      categories[k] = axes.get(k).isCategory();
    }
    return categories;
  }

  /** The coordinates of a point of the space. */
  double[] encode(List<Parameter> point) {
    return IntStream.range(0, size())
        .mapToDouble(k -> axes.get(k).encode(point.get(k).value()))
        .toArray();
  }

  /** The point of the space nearest to coordinates. */
  List<Parameter> decode(double[] coordinates) {
    List<Parameter> point = new ArrayList<>();
    for (int k = 0; k < coordinates.length; k++) {
      point.add(
          new Parameter(space.dimensions().get(k).name(), axes.get(k).decode(coordinates[k])));
    }
    return point;
  }

  /** The coordinates of the point nearest to coordinates. */
  double[] snap(double[] coordinates) {
    double[] snapped = coordinates.clone();
    for (int k = 0; k < snapped.length; k++) {
      Axis axis = axes.get(k);
      if (!isContinuous(k)) {
        snapped[k] = axis.encode(axis.decode(snapped[k]));
      }
    }
    return snapped;
  }

  /** Whether every coordinate in between stands for a value of its own. */
  boolean isContinuous(int k) {
    return axes.get(k) instanceof Share share && !share.stepped();
  }

  /** Whether a coordinate is the number of a category. */
  boolean isCategory(int k) {
    return axes.get(k).isCategory();
  }

  /** The values of a choice; 0 of what is no choice. */
  int values(int k) {
    return axes.get(k).values();
  }

  /** The lowest coordinate to look at. */
  double low(int k) {
    return axes.get(k).low();
  }

  /** The highest coordinate to look at; of a category the last number. */
  double high(int k) {
    return isCategory(k) ? values(k) - 1.0 : axes.get(k).high();
  }

  /**
   * The coordinate of the next value up or down; the same where there is none, or none near.
   *
   * @param k a coordinate that is neither a continuum nor a category
   */
  double step(int k, double coordinate, boolean up) {
    Axis axis = axes.get(k);
    for (double by = 0x1p-16; by <= 1; by *= 2) {
      double moved = coordinate + (up ? by : -by);
      double snapped = axis.encode(axis.decode(Math.max(0, Math.min(1, moved))));
      if (snapped != coordinate) {
        return snapped;
      }
    }
    return coordinate;
  }

  /** The coordinate at a share of the way from the lowest to the highest, rounded to a value. */
  double at(int k, double share) {
    if (isCategory(k)) {
      return Math.min(values(k) - 1.0, Math.floor(share * values(k)));
    }
    return low(k) + share * (high(k) - low(k));
  }
}
