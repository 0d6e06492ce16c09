package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Points of a search space as points of the unit cube, by {@link Expression#share}. It remembers
 * those of trials, since hyperparameters never change and distribution functions are slow. Not safe
 * for use by several threads at once.
 */
final class UnitPoints {
  private final SearchSpace space;
  private final List<List<Parameter>> known = new ArrayList<>();
  private final List<double[]> shares = new ArrayList<>();

  UnitPoints(SearchSpace space) {
    this.space = space;
  }

  /** The shares of a point, in the space's order. */
  double[] of(List<Parameter> point) {
    double[] at = new double[point.size()];
    for (int d = 0; d < at.length; d++) {
      at[d] = space.dimensions().get(d).expression().share(point.get(d).value());
    }
    return at;
  }

  /**
   * The same, remembered; not to be changed.
   *
   * @param slot where to remember it: the slots that are asked for grow by one each
   */
  double[] of(int slot, List<Parameter> point) {
    if (slot == known.size()) {
      known.add(point);
      shares.add(of(point));
    } else if (!known.get(slot).equals(point)) {
      known.set(slot, point);
      shares.set(slot, of(point));
    }
    return shares.get(slot);
  }
}
