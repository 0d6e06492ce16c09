package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalDouble;

/**
 * {@code percentile}: stops a trial whose best so far is strictly worse than the percentile of the
 * peers' running averages at the interval that keeps the best {@code percentile} percent.
 */
final class Percentile extends StoppingPolicy implements PeerRule {
  static final String NAME = "percentile";
  private static final String KEEP = "percentile";

  private final double keep;

  /**
   * @param keep the percentage to keep, above 0 and below 100
   */
  Percentile(Schedule schedule, double keep) {
    super(NAME, schedule);
    this.keep = keep;
  }

  static Percentile read(Settings settings) {
    OptionalDouble keep = settings.number(KEEP);
    boolean fits = keep.isPresent() && keep.getAsDouble() > 0 && keep.getAsDouble() < 100;
    if (!settings.has(KEEP)) {
      settings.problem(
          KEEP,
          "is missing: give the percentage of trials to keep, a number above 0 and below 100");
    } else if (keep.isPresent() && !fits) {
      settings.problem(
          KEEP, "must be a number above 0 and below 100, but is " + keep.getAsDouble());
    }
    return new Percentile(Schedule.read(settings), fits ? keep.getAsDouble() : 50);
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + goal.below()
        + " the percentile "
        + decision.limitText()
        + " of the running averages of "
        + decision.peers()
        + " trials";
  }

  @Override
  Judge judge(Goal goal) {
    return new PeerJudge(goal, this, this);
  }

  @Override
  public Statistic statistic() {
    return Statistic.RUNNING_AVERAGE;
  }

  /** Where the percentile lies among the peers from the worst up; between two, a fraction more. */
  private double rank(int peers) {
    return (100 - keep) * (peers - 1) / 100;
  }

  @Override
  public int pivot(int peers) {
    return (int) rank(peers);
  }

  @Override
  public double bar(PeerOrder peers) {
    double rank = rank(peers.size());
    double fraction = rank - Math.floor(rank);
    return fraction == 0 ? peers.pivot() : peers.pivot() * (1 - fraction) + peers.next() * fraction;
  }

  @Override
  public String toString() {
    return NAME + "[" + keep + "%, " + schedule() + "]";
  }
}
