package io.trialstream.stopping;

/** Which values of the primary metric are better. */
public enum Goal {
  /** Higher is better. */
  MAXIMIZE,
  /** Lower is better. */
  MINIMIZE;

  /** Whether {@code a} is strictly better than {@code b}; both finite or infinite, not NaN. */
  public boolean better(double a, double b) {
    return this == MAXIMIZE ? a > b : a < b;
  }

  /** The worst possible value: the infinity on the wrong side. */
  public double worst() {
    return this == MAXIMIZE ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
