package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@code truncation_selection}: stops a trial that is among the worst {@code truncation_percentage}
 * percent of the peers at the interval by best so far.
 */
final class TruncationSelection extends StoppingPolicy implements PeerRule {
  static final String NAME = "truncation_selection";
  private static final String PERCENTAGE = "truncation_percentage";
  private static final String EXCLUDE = "exclude_finished_jobs";

  private final int percentage;
  private final boolean excludeFinishedJobs;

  /**
   * @param percentage 1 to 99
   * @param excludeFinishedJobs whether trials that ended by themselves are no peers
   */
  TruncationSelection(Schedule schedule, int percentage, boolean excludeFinishedJobs) {
    super(NAME, schedule);
    this.percentage = percentage;
    this.excludeFinishedJobs = excludeFinishedJobs;
  }

  static TruncationSelection read(Settings settings) {
    OptionalLong percentage = settings.integer(PERCENTAGE);
    if (!settings.has(PERCENTAGE)) {
      settings.problem(
          PERCENTAGE,
          "is missing: give the percentage of trials to stop at each evaluation, a whole number"
              + " from 1 to 99");
    } else if (percentage.isPresent()
        && (percentage.getAsLong() < 1 || percentage.getAsLong() > 99)) {
      settings.problem(
          PERCENTAGE, "must be a whole number from 1 to 99, but is " + percentage.getAsLong());
    }
    boolean exclude = settings.flag(EXCLUDE).orElse(false);
    return new TruncationSelection(
        Schedule.read(settings), (int) Math.min(99, Math.max(1, percentage.orElse(1))), exclude);
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + "among the "
        + goal.lowest()
        + " "
        + decision.limitText()
        + " of "
        + decision.peers()
        + " trials";
  }

  @Override
  Judge judge(Goal goal) {
    return new PeerJudge(goal, this, this);
  }

  @Override
  public Statistic statistic() {
    return Statistic.BEST_SO_FAR;
  }

  /** The number of trials in the worst part, k, which is the index of the first behind them. */
  @Override
  public int pivot(int peers) {
    return (int) ((long) peers * percentage / 100);
  }

  /**
   * At most k peers are no better than a trial's best so far just where the peer at index k from
   * the worst up is strictly better than that.
   */
  @Override
  public double bar(PeerOrder peers) {
    return peers.pivot();
  }

  @Override
  public OptionalDouble limit(double bar, int peers, Goal goal) {
    return OptionalDouble.of(pivot(peers));
  }

  @Override
  public boolean excludesFinished() {
    return excludeFinishedJobs;
  }

  @Override
  public String toString() {
    return NAME
        + "["
        + percentage
        + "%, "
        + schedule()
        + (excludeFinishedJobs ? ", excluding finished jobs]" : "]");
  }
}
