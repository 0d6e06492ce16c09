package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The coordinates of trials' points, computed once for each, since hyperparameters never change and
 * distribution functions are slow. Not safe for use by several threads at once.
 */
final class Points {
  private final Function<List<Parameter>, double[]> coordinates;
  private final List<List<Parameter>> known = new ArrayList<>();
  private final List<double[]> remembered = new ArrayList<>();

  /**
   * @param coordinates those of a point
   */
  Points(Function<List<Parameter>, double[]> coordinates) {
    this.coordinates = coordinates;
  }

  /** The coordinates of any point. */
  double[] of(List<Parameter> point) {
    return coordinates.apply(point);
  }

  /**
   * The same, remembered; not to be changed.
   *
   * @param place the trial's place in a history, small and dense
   */
  double[] of(int place, List<Parameter> point) {
    while (known.size() <= place) {
      known.add(List.of());
      remembered.add(new double[0]);
    }
    List<Parameter> before = known.get(place);
    if (before != point && !before.equals(point)) {
      remembered.set(place, coordinates.apply(point));
    }
    known.set(place, point);
    return remembered.get(place);
  }
}
