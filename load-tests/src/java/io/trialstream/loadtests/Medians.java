package io.trialstream.loadtests;

import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/** Medians of repeated measurements. */
final class Medians {
  private Medians() {}

  /** The median of a figure; NaN where there is none. */
  static <T> double of(Collection<T> measurements, ToDoubleFunction<T> figure) {
    return StatUtils.percentile(measurements.stream().mapToDouble(figure).toArray(), 50);
  }
}
