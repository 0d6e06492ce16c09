package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.List;

/** The coordinates of trials, computed once for each. */
final class Points {
  private final Encoding encoding;
  private final List<List<Parameter>> known = new ArrayList<>();
  private final List<double[]> coordinates = new ArrayList<>();

  Points(Encoding encoding) {
    this.encoding = encoding;
  }

  /** The coordinates of the trial at a place, which has these hyperparameters. */
  double[] of(int place, List<Parameter> point) {
    while (known.size() <= place) {
      known.add(List.of());
      coordinates.add(new double[0]);
    }
    List<Parameter> before = known.get(place);
    if (before != point && !before.equals(point)) {
      coordinates.set(place, encoding.encode(point));
    }
    known.set(place, point);
    return coordinates.get(place);
  }
}
