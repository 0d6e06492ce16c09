package io.trialstream.stopping;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The statistics of the contract, computed from the values as they were reported.
 *
 * @param goal which values are better
 */
record OracleStatistics(Goal goal) {

  boolean worse(double a, double b) {
    return goal == Goal.MAXIMIZE ? a < b : a > b;
  }

  double worstPossible() {
    return goal == Goal.MAXIMIZE ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /** The best finite value. */
  OptionalDouble best(List<Double> values) {
    OptionalDouble best = OptionalDouble.empty();
    for (double value : values) {
      if (Double.isFinite(value) && (best.isEmpty() || worse(best.getAsDouble(), value))) {
        best = OptionalDouble.of(value);
      }
    }
    return best;
  }

  /** The best finite value; where there is none, what is worse than any. */
  double bestOrWorst(List<Double> values) {
    return best(values).orElse(worstPossible());
  }

  double runningAverage(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
      if (Double.isNaN(sum) || Double.isInfinite(sum)) {
        return worstPossible();
      }
    }
    double average = sum / values.size();
    double best = bestOrWorst(values);
    return worse(best, average) ? best : average;
  }

  /** The limit that keeps the best p percent. */
  double percentile(double[] numbers, double p) {
    double[] fromWorst =
        Arrays.stream(numbers)
            .boxed()
            .sorted((a, b) -> worse(a, b) ? -1 : worse(b, a) ? 1 : 0)
            .mapToDouble(Double::doubleValue)
            .toArray();
    double r = (100 - p) * (fromWorst.length - 1) / 100;
    int i = (int) Math.floor(r);
    double f = r - i;
    return f == 0 ? fromWorst[i] : fromWorst[i] * (1 - f) + fromWorst[i + 1] * f;
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
  }
}
