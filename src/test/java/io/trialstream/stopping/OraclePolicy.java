package io.trialstream.stopping;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A policy by its parameters, as an experiment file writes them.
 *
 * @param type {@code bandit}, {@code median_stopping}, {@code truncation_selection}, {@code none}
 * @param delayEvaluation from 0
 * @param evaluationInterval from 1
 * @param slackFactor bandit
 * @param slackAmount bandit
 * @param truncationPercentage truncation selection, 1 to 99; otherwise 0
 * @param excludeFinishedJobs truncation selection
 */
public record OraclePolicy(
    String type,
    int delayEvaluation,
    int evaluationInterval,
    OptionalDouble slackFactor,
    OptionalDouble slackAmount,
    int truncationPercentage,
    boolean excludeFinishedJobs) {

  /** A policy without parameters of its own. */
  public static OraclePolicy of(String type, int delayEvaluation, int evaluationInterval) {
    return new OraclePolicy(
        type,
        delayEvaluation,
        evaluationInterval,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        false);
  }

  boolean judges(int interval) {
    return !type.equals("none")
        && interval >= delayEvaluation
        && interval % evaluationInterval == 0;
  }

  /** The limit where it stops a trial with these values, all values up to one interval. */
  OptionalDouble limitThatStops(
      OracleStatistics statistics, List<Double> values, Collection<List<Double>> peers) {
    double own = statistics.bestOrWorst(values);
    if (type.equals("truncation_selection")) {
      int k = (int) Math.floor(peers.size() * truncationPercentage / 100.0);
      long noBetter =
          peers.stream()
              .filter(peer -> !statistics.worse(own, statistics.bestOrWorst(peer)))
              .count();
      return noBetter <= k ? OptionalDouble.of(k) : OptionalDouble.empty();
    }
    double limit =
        type.equals("bandit")
            ? slackLimit(statistics, peers)
            : OracleStatistics.median(
                peers.stream().mapToDouble(statistics::runningAverage).toArray());
    return statistics.worse(own, limit)
        ? OptionalDouble.of(limit == 0 ? 0.0 : limit)
        : OptionalDouble.empty();
  }

  private double slackLimit(OracleStatistics statistics, Collection<List<Double>> peers) {
    boolean maximize = statistics.goal() == Goal.MAXIMIZE;
    double b = statistics.worstPossible();
    for (List<Double> peer : peers) {
      double best = statistics.bestOrWorst(peer);
      b = statistics.worse(b, best) ? best : b;
    }
    if (slackAmount.isPresent()) {
      double a = slackAmount.getAsDouble();
      return maximize ? b - a : b + a;
    }
    double f = slackFactor.orElseThrow();
    if (maximize) {
      return b >= 0 ? b / (1 + f) : b * (1 + f);
    }
    return b >= 0 ? b * (1 + f) : b / (1 + f);
  }
}
