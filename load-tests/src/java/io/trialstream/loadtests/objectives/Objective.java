package io.trialstream.loadtests.objectives;

import io.trialstream.sampling.Parameter;
import java.util.List;
import java.util.SplittableRandom;

/** Something to be minimised. Immutable. */
public interface Objective {
  /** Its name on the command line. */
  String name();

  /** The {@code search_space} of an experiment file, in YAML on one line. */
  String space();

  /** The lowest value that there is. */
  double lowest();

  /** The value at a point, without noise; positive infinity where training comes to nothing. */
  double value(List<Parameter> point);

  /**
   * What a trial reports, in order; the lowest finite reading is its result.
   *
   * @param random where noise comes from
   */
  default double[] readings(List<Parameter> point, SplittableRandom random) {
    return new double[] {value(point)};
  }

  /** The points that have a value; empty where all of the space have. */
  default List<List<Parameter>> candidates() {
    return List.of();
  }
}
