package io.trialstream.stopping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies a {@link PeerRule}: per judged interval the order of the peers and the trials that stand
 * there. A report costs a few steps, whatever the number of trials; taking values back costs a
 * search among the peers of each interval taken back.
 */
final class PeerJudge implements Judge {
  private final Goal goal;
  private final StoppingPolicy policy;
  private final PeerRule rule;
  private final boolean byAverage;
  private @Nullable At[] intervals = {};

  /** A judged interval. */
  private static final class At {
    private final PeerOrder peers;
    private final Standers standers = new Standers();

    At(PeerRule rule) {
      peers = new PeerOrder(rule);
    }
  }

  PeerJudge(Goal goal, StoppingPolicy policy, PeerRule rule) {
    this.goal = goal;
    this.policy = policy;
    this.rule = rule;
    this.byAverage = rule.statistic() == PeerRule.Statistic.RUNNING_AVERAGE;
  }

  @Override
  public List<Decision> reported(Trial trial, double value) {
    Standers.remove(trial);
    Curve curve = trial.curve();
    int interval = curve.count();
    if (!policy.judges(interval)) {
      return List.of();
    }
    At at = join(curve);
    double bar = rule.bar(at.peers);
    if (rule.judgesReporterAlone()) {
      return curve.best() < bar ? List.of(decision(trial, bar, at.peers.size())) : List.of();
    }
    at.standers.add(trial);
    return at.standers.worstMerit() < bar ? stop(at, bar) : List.of();
  }

  private At join(Curve curve) {
    At at = at(curve.count());
    at.peers.add(byAverage ? curve.average() : curve.best());
    return at;
  }

  @Override
  public void joins(Trial trial) {
    if (policy.judges(trial.curve().count())) {
      join(trial.curve());
    }
  }

  private List<Decision> stop(At at, double bar) {
    List<Decision> decisions = new ArrayList<>();
    Trial worst = at.standers.worst();
    while (worst != null && worst.curve().best() < bar) {
      decisions.add(decision(worst, bar, at.peers.size()));
      Standers.remove(worst);
      worst = at.standers.worst();
    }
    return List.copyOf(decisions);
  }

  private Decision decision(Trial trial, double bar, int peers) {
    return policy.stop(trial, trial.curve().bestValue(goal), rule.limit(bar, peers, goal), peers);
  }

  @Override
  public void rests(Trial trial) {
    Standers.remove(trial);
  }

  @Override
  public void rewinds(Trial trial, int interval) {
    eachJudged(trial, interval, PeerOrder::remove);
  }

  @Override
  public void leaves(Trial trial) {
    if (rule.excludesFinished()) {
      eachJudged(trial, 1, PeerOrder::remove);
    }
  }

  @Override
  public void returns(Trial trial) {
    if (rule.excludesFinished()) {
      eachJudged(trial, 1, PeerOrder::add);
    }
  }

  private interface Change {
    void apply(PeerOrder peers, double merit);
  }

  private void eachJudged(Trial trial, int from, Change change) {
    Curve curve = trial.curve();
    double sum = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int interval = 1; interval <= curve.count(); interval++) {
      double merit = curve.merit(interval);
      sum += merit;
      best = Math.max(best, merit);
      if (interval >= from && policy.judges(interval)) {
        change.apply(at(interval).peers, byAverage ? Curve.average(sum, interval, best) : best);
      }
    }
  }

  private At at(int interval) {
    if (interval >= intervals.length) {
      intervals = Arrays.copyOf(intervals, Math.max(interval + 1, intervals.length * 2));
    }
    At at = intervals[interval];
    if (at == null) {
      at = new At(rule);
      intervals[interval] = at;
    }
    return at;
  }
}
