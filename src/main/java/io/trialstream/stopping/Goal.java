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

  /**
   * A reported value turned so that higher is better whatever the goal; what is not finite becomes
   * the worst merit, negative infinity. Turning is exact: the sum, the half or the multiple of
   * merits is that of the values, turned.
   */
  double merit(double value) {
    if (!Double.isFinite(value)) {
      return Double.NEGATIVE_INFINITY;
    }
    return this == MAXIMIZE ? value : -value;
  }

  /** The value that has this merit, never -0.0; the worst merit gives {@link #worst()}. */
  double value(double merit) {
    return this == MAXIMIZE ? merit + 0.0 : 0.0 - merit;
  }

  /** Where worse values lie, for a sentence. */
  String below() {
    return this == MAXIMIZE ? "below" : "above";
  }

  /** What the worst values are, for a sentence. */
  String lowest() {
    return this == MAXIMIZE ? "lowest" : "highest";
  }
}
