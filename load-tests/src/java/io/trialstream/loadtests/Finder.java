package io.trialstream.loadtests;

import io.trialstream.sampling.History;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SearchSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * The points that may be tried: all of a space, or each of given ones once. Of given ones, a point
 * that a sampler spreads evenly over the space stands for the nearest in the unit cube.
 */
final class Finder {
  private final SearchSpace space;
  private final boolean any;
  private final List<List<Parameter>> left;
  private final List<double[]> places = new ArrayList<>();

  /**
   * @param candidates the given points; none for all of the space
   */
  Finder(SearchSpace space, List<List<Parameter>> candidates) {
    this.space = space;
    this.any = candidates.isEmpty();
    this.left = new ArrayList<>(candidates);
    left.forEach(candidate -> places.add(place(candidate)));
  }

  /** The point, or what stands for it. */
  List<Parameter> near(List<Parameter> point) {
    if (any) {
      return point;
    }
    double[] place = place(point);
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < places.size(); i++) {
      double distance = squaredDistance(place, places.get(i));
      if (distance < least) {
        nearest = i;
        least = distance;
      }
    }
    return take(nearest);
  }

  /** The point, or, as it is independent of all others, any given one: each as likely. */
  List<Parameter> independent(List<Parameter> point) {
    return any ? point : take((int) (place(point)[0] * left.size()));
  }

  /** The point that a model wants to be tried next. */
  List<Parameter> next(SamplingModel model, History history) {
    return any ? model.propose(history, 1).get(0).point() : take(model.choose(history, left));
  }

  private List<Parameter> take(int candidate) {
    places.remove(candidate);
    return left.remove(candidate);
  }

  private double[] place(List<Parameter> point) {
    double[] place = new double[point.size()];
    for (int d = 0; d < place.length; d++) {
      place[d] = space.dimensions().get(d).expression().share(point.get(d).value());
    }
    return place;
  }

  private static double squaredDistance(double[] one, double[] other) {
    double sum = 0;
    for (int d = 0; d < one.length; d++) {
      sum += (one[d] - other[d]) * (one[d] - other[d]);
    }
    return sum;
  }
}
