package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;

/**
 * The density of points in the unit cube: a mixture of one joint kernel around each point and of
 * the uniform density, all with the same weight. Along a numeric dimension a kernel is a normal
 * density within the cube, along a choice that of Aitchison and Aitken ("Multivariate binary
 * discrimination by the kernel method", Biometrika 1976).
 *
 * <p>A numeric dimension's bandwidth is Scott's ("Multivariate density estimation", 1992) of the
 * points' spread, and never below {@code narrowest}, so that a few points that lie close do not
 * hide all others.
 */
final class ParzenDensity {
  private static final double ROOT = StrictMath.sqrt(2 * Math.PI);

  private final double[][] points;

  /** For each dimension the number of a choice's values; 0 for a numeric one. */
  private final int[] values;

  /** For each numeric dimension the kernels' width. */
  private final double[] widths;

  /** For each point the logarithm of what its kernel's integral would be otherwise. */
  private final double[] scales;

  /**
   * @param points in the unit cube; none for the uniform density
   */
  ParzenDensity(SearchSpace space, double[][] points) {
    this.points = points;
    this.values =
        space.dimensions().stream()
            .mapToInt(d -> d.expression() instanceof Choice choice ? choice.values().size() : 0)
            .toArray();
    this.widths = new double[values.length];
    this.scales = new double[points.length];
    for (int d = 0; d < values.length; d++) {
      widths[d] = values[d] > 0 ? 0 : width(d);
      for (int i = 0; values[d] == 0 && i < points.length; i++) {
        scales[i] +=
            StrictMath.log(
                ROOT * widths[d] * (below(1, points[i][d], d) - below(0, points[i][d], d)));
      }
    }
  }

  private double width(int d) {
    double sum = 0;
    double squares = 0;
    for (double[] point : points) {
      sum += point[d];
    }
    double mean = sum / points.length;
    for (double[] point : points) {
      squares += (point[d] - mean) * (point[d] - mean);
    }
    double deviation = Math.sqrt(squares / Math.max(1, points.length - 1));
    double scott = deviation * StrictMath.pow(points.length, -1.0 / (values.length + 4));
    return Math.max(narrowest(points.length), Math.min(1, scott));
  }

  private static double narrowest(int points) {
    return Math.max(0.03, 1.0 / Math.min(100, points + 1));
  }

  /** The share of the kernel around a center that lies below x. */
  private double below(double x, double center, int d) {
    return Shares.normal(center, widths[d], x);
  }

  /** The logarithm of the density. */
  double logarithm(double[] at) {
    double[] logarithms = new double[points.length];
    double highest = 0;
    for (int i = 0; i < points.length; i++) {
      logarithms[i] = logarithm(i, at);
      highest = Math.max(highest, logarithms[i]);
    }
    // In hundreds of dimensions a kernel's density is more than a number can hold.
    double sum = StrictMath.exp(-highest);
    for (double logarithm : logarithms) {
      sum += StrictMath.exp(logarithm - highest);
    }
    return highest + StrictMath.log(sum / (points.length + 1));
  }

  private double logarithm(int kernel, double[] at) {
    double[] center = points[kernel];
    double logarithm = -scales[kernel];
    for (int d = 0; d < at.length; d++) {
      if (values[d] == 0) {
        double distance = (at[d] - center[d]) / widths[d];
        logarithm -= distance * distance / 2;
      } else {
        // As densities over the unit interval, of which a value has its share.
        logarithm += StrictMath.log(values[d] * chance(at[d] == center[d], d));
      }
    }
    return logarithm;
  }

  /** The chance of the kernel's own value of a choice, or of one of the others. */
  private double chance(boolean own, int d) {
    int count = points.length;
    return (own ? count + 1.0 : 1.0) / (count + values[d]);
  }

  /**
   * A point drawn from the density.
   *
   * @param key of the random numbers
   */
  double[] draw(long key) {
    double[] at = new double[values.length];
    int kernel = (int) (Mixer.share(Mixer.at(key, 0)) * (points.length + 1));
    for (int d = 0; d < at.length; d++) {
      double share = Mixer.share(Mixer.at(key, d + 1));
      at[d] = kernel == points.length ? share : draw(share, points[kernel][d], d);
    }
    return at;
  }

  private double draw(double share, double center, int d) {
    if (values[d] > 0) {
      // The kernel is its own value and, with the same chance for each, any value.
      double own = 1 - values[d] * chance(false, d);
      return share < own ? center : Shares.inside((share - own) / (1 - own));
    }
    double low = below(0, center, d);
    double high = below(1, center, d);
    return Shares.inside(Quantiles.normal(center, widths[d], low + share * (high - low)));
  }
}
