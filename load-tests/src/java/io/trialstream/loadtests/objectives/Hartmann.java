package io.trialstream.loadtests.objectives;

/** The functions of Hartmann (Dixon and Szegő 1978): four dents of different depth. */
final class Hartmann {
  static final double LOWEST_3 = -3.86277978733267;
  static final double LOWEST_6 = -3.3223680114155125;

  /**
   * The second lowest of the six-dimensional one's minima: what is below lies in the lowest's
   * basin.
   */
  static final double SECOND_LOWEST_6 = -3.2031619;

  private static final double[] DEPTHS = {1, 1.2, 3, 3.2};

  private static final double[][] SHAPES_3 = {
    {3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}
  };

  private static final double[][] CENTERS_3 = {
    {0.3689, 0.1170, 0.2673}, {0.4699, 0.4387, 0.7470},
    {0.1091, 0.8732, 0.5547}, {0.0381, 0.5743, 0.8828}
  };

  private static final double[][] SHAPES_6 = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };

  private static final double[][] CENTERS_6 = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };

  private Hartmann() {}

  /** The one of three dimensions, each from 0 to 1. */
  static double three(double[] x) {
    return value(x, SHAPES_3, CENTERS_3);
  }

  /** The one of six dimensions, each from 0 to 1. */
  static double six(double[] x) {
    return value(x, SHAPES_6, CENTERS_6);
  }

  private static double value(double[] x, double[][] shapes, double[][] centers) {
    double sum = 0;
    for (int i = 0; i < DEPTHS.length; i++) {
      double distance = 0;
      for (int d = 0; d < x.length; d++) {
        distance += shapes[i][d] * (x[d] - centers[i][d]) * (x[d] - centers[i][d]);
      }
      sum -= DEPTHS[i] * Math.exp(-distance);
    }
    return sum;
  }
}
