package io.trialstream.stopping;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A policy by its parameters, as an experiment file writes them.
 *
 * @param type the policy's name
 * @param delayEvaluation from 0
 * @param evaluationInterval from 1; asha does not use it
 * @param numbers the policy's own keys with numbers
 * @param excludeFinishedJobs truncation selection
 */
public record OraclePolicy(
    String type,
    int delayEvaluation,
    int evaluationInterval,
    Map<String, Double> numbers,
    boolean excludeFinishedJobs) {

  /** A policy without parameters of its own. */
  public static OraclePolicy of(String type, int delayEvaluation, int evaluationInterval) {
    return of(type, delayEvaluation, evaluationInterval, Map.of());
  }

  /** A policy whose own parameters are numbers. */
  public static OraclePolicy of(
      String type, int delayEvaluation, int evaluationInterval, Map<String, Double> numbers) {
    return new OraclePolicy(type, delayEvaluation, evaluationInterval, numbers, false);
  }

  /** Why a trial stops: what the evidence names besides the trial and the interval. */
  record Stop(OptionalDouble value, OptionalDouble limit, int peers) {}

  private double number(String key) {
    return Optional.ofNullable(numbers.get(key)).orElseThrow();
  }

  boolean judges(int interval) {
    if (type.equals("none") || interval < delayEvaluation) {
      return false;
    }
    return type.equals("asha") ? isRung(interval) : interval % evaluationInterval == 0;
  }

  private boolean isRung(int interval) {
    BigInteger wanted = BigInteger.valueOf(interval);
    BigInteger rung = BigInteger.valueOf((long) number("min_interval"));
    for (int i = 0; i < 32; i++) {
      if (rung.equals(wanted)) {
        return true;
      }
      rung = rung.multiply(BigInteger.valueOf((long) number("reduction_factor")));
    }
    return false;
  }

  boolean judgesReporterAlone() {
    return type.equals("asha") || type.equals("patience") || type.equals("threshold");
  }

  /** Why it stops a trial with these values, all values up to one interval; empty: it does not. */
  Optional<Stop> stop(
      OracleStatistics statistics, List<Double> values, Collection<List<Double>> peers) {
    return switch (type) {
      case "patience" -> patience(statistics, values);
      case "threshold" -> threshold(values.get(values.size() - 1));
      case "truncation_selection" -> {
        int k = (int) Math.floor(peers.size() * number("truncation_percentage") / 100.0);
        yield among(statistics, values, peers, isAmongTheWorst(statistics, values, peers, k), k);
      }
      case "asha" -> {
        int k = (int) Math.ceil(peers.size() / number("reduction_factor"));
        yield among(statistics, values, peers, !isAmongTheBest(statistics, values, peers, k), k);
      }
      default -> {
        double limit = limit(statistics, peers);
        boolean worse = statistics.worse(statistics.bestOrWorst(values), limit);
        yield among(statistics, values, peers, worse, limit == 0 ? 0.0 : limit);
      }
    };
  }

  private static Optional<Stop> among(
      OracleStatistics statistics,
      List<Double> values,
      Collection<List<Double>> peers,
      boolean stops,
      double limit) {
    return stops
        ? Optional.of(new Stop(statistics.best(values), OptionalDouble.of(limit), peers.size()))
        : Optional.empty();
  }

  private static boolean isAmongTheWorst(
      OracleStatistics statistics, List<Double> values, Collection<List<Double>> peers, int k) {
    double own = statistics.bestOrWorst(values);
    return peers.stream()
            .filter(peer -> !statistics.worse(own, statistics.bestOrWorst(peer)))
            .count()
        <= k;
  }

  private static boolean isAmongTheBest(
      OracleStatistics statistics, List<Double> values, Collection<List<Double>> peers, int k) {
    double own = statistics.bestOrWorst(values);
    return peers.stream()
            .filter(peer -> statistics.worse(own, statistics.bestOrWorst(peer)))
            .count()
        < k;
  }

  private Optional<Stop> patience(OracleStatistics statistics, List<Double> values) {
    int w = (int) number("intervals");
    if (values.size() <= w) {
      return Optional.empty();
    }
    OptionalDouble now = statistics.best(values);
    OptionalDouble before = statistics.best(values.subList(0, values.size() - w));
    boolean better =
        now.isPresent()
            && (before.isEmpty()
                || (statistics.worse(before.getAsDouble(), now.getAsDouble())
                    && Math.abs(now.getAsDouble() - before.getAsDouble()) > number("min_delta")));
    return better ? Optional.empty() : Optional.of(new Stop(now, before, 1));
  }

  private Optional<Stop> threshold(double value) {
    OptionalDouble crossed = OptionalDouble.empty();
    if (numbers.containsKey("lower") && value < number("lower")) {
      crossed = OptionalDouble.of(number("lower") == 0 ? 0.0 : number("lower"));
    }
    if (numbers.containsKey("upper") && value > number("upper")) {
      crossed = OptionalDouble.of(number("upper") == 0 ? 0.0 : number("upper"));
    }
    return crossed.isPresent() || Double.isNaN(value)
        ? Optional.of(new Stop(OptionalDouble.of(value), crossed, 1))
        : Optional.empty();
  }

  private double limit(OracleStatistics statistics, Collection<List<Double>> peers) {
    if (type.equals("bandit")) {
      return slackLimit(statistics, peers);
    }
    double[] averages = peers.stream().mapToDouble(statistics::runningAverage).toArray();
    return type.equals("percentile")
        ? statistics.percentile(averages, number("percentile"))
        : OracleStatistics.median(averages);
  }

  private double slackLimit(OracleStatistics statistics, Collection<List<Double>> peers) {
    boolean maximize = statistics.goal() == Goal.MAXIMIZE;
    double b = statistics.worstPossible();
    for (List<Double> peer : peers) {
      double best = statistics.bestOrWorst(peer);
      b = statistics.worse(b, best) ? best : b;
    }
    if (numbers.containsKey("slack_amount")) {
      double a = number("slack_amount");
      return maximize ? b - a : b + a;
    }
    double f = number("slack_factor");
    if (maximize) {
      return b >= 0 ? b / (1 + f) : b * (1 + f);
    }
    return b >= 0 ? b * (1 + f) : b / (1 + f);
  }
}
