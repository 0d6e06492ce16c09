package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@code asha}, asynchronous successive halving: at growing intervals, the rungs, it lets only
 * those trials pass whose best so far is among the best 1/{@code reduction_factor} of the peers.
 */
final class Asha extends StoppingPolicy implements PeerRule {
  static final String NAME = "asha";
  private static final String MIN_INTERVAL = "min_interval";
  private static final String FACTOR = "reduction_factor";
  private static final int DEFAULT_FACTOR = 3;

  private final int minInterval;
  private final int factor;

  /**
   * @param minInterval the first rung, from 1
   * @param factor how many times as far the next rung is, from 2
   */
  Asha(Schedule schedule, int minInterval, int factor) {
    super(NAME, schedule);
    this.minInterval = minInterval;
    this.factor = factor;
  }

  static Asha read(Settings settings) {
    OptionalLong min =
        PolicyNumbers.requiredAtLeast(
            1, MIN_INTERVAL, "the first interval where trials are judged", settings);
    int minInterval = (int) min.orElse(1);
    int factor = (int) PolicyNumbers.atLeast(2, FACTOR, settings).orElse(DEFAULT_FACTOR);
    Schedule schedule =
        Schedule.readDelay(
            settings,
            "asha judges the intervals min_interval * reduction_factor^i",
            delay -> rungFrom(minInterval, factor, delay));
    return new Asha(schedule, minInterval, factor);
  }

  /** The first rung at or after an interval; the product of two ints at most. */
  private static long rungFrom(int minInterval, int factor, long interval) {
    long rung = minInterval;
    while (rung < interval) {
      rung *= factor;
    }
    return rung;
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + "not among the best "
        + decision.limitText()
        + " of "
        + decision.peers()
        + " trials";
  }

  @Override
  boolean judges(int interval) {
    return super.judges(interval) && rungFrom(minInterval, factor, interval) == interval;
  }

  @Override
  Judge judge(Goal goal) {
    return new PeerJudge(goal, this, this);
  }

  @Override
  public Statistic statistic() {
    return Statistic.BEST_SO_FAR;
  }

  private int passing(int peers) {
    return 1 + (peers - 1) / factor;
  }

  /**
   * As many peers or more are strictly better just where a trial is worse than the last of them.
   */
  @Override
  public int pivot(int peers) {
    return peers - passing(peers);
  }

  @Override
  public double bar(PeerOrder peers) {
    return peers.pivot();
  }

  @Override
  public OptionalDouble limit(double bar, int peers, Goal goal) {
    return OptionalDouble.of(passing(peers));
  }

  /** A rung is passed once. */
  @Override
  public boolean judgesReporterAlone() {
    return true;
  }

  @Override
  public String toString() {
    return NAME + "[" + minInterval + " * " + factor + "^i, " + schedule() + "]";
  }
}
