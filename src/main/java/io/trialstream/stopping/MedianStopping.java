package io.trialstream.stopping;

import io.trialstream.settings.Settings;

/**
 * {@code median_stopping}: stops a trial whose best so far is strictly worse than the median of the
 * peers' running averages at the interval.
 */
final class MedianStopping extends StoppingPolicy implements PeerRule {
  static final String NAME = "median_stopping";

  MedianStopping(Schedule schedule) {
    super(NAME, schedule);
  }

  static MedianStopping read(Settings settings) {
    return new MedianStopping(Schedule.read(settings));
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + goal.below()
        + " the median "
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

  @Override
  public int pivot(int peers) {
    return (peers - 1) / 2;
  }

  @Override
  public double bar(PeerOrder peers) {
    return peers.size() % 2 == 1 ? peers.pivot() : peers.pivot() / 2 + peers.next() / 2;
  }

  @Override
  public String toString() {
    return NAME + "[" + schedule() + "]";
  }
}
