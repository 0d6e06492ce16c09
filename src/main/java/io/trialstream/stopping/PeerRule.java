package io.trialstream.stopping;

import java.util.OptionalDouble;

/**
 * A rule that holds a trial against its peers at an interval: it stops a trial whose best so far is
 * strictly worse than a bar, and the bar is read off the peers in order, at a pivot and next to it.
 * All numbers are merits ({@link Goal#merit}).
 */
interface PeerRule {

  /** What a peer is ordered by. */
  enum Statistic {
    /** The best so far at the interval. */
    BEST_SO_FAR,
    /** The running average at the interval. */
    RUNNING_AVERAGE
  }

  /** What the peers are ordered by. */
  Statistic statistic();

  /**
   * Where the rule reads the order: an index from 0, the worst peer, up. It may not fall where the
   * peers become more.
   *
   * @param peers the number of peers, from 1
   */
  int pivot(int peers);

  /** The bar: a trial with a strictly worse best so far stops. */
  double bar(PeerOrder peers);

  /** What the evidence gives as the limit. */
  default OptionalDouble limit(double bar, int peers, Goal goal) {
    return OptionalDouble.of(goal.value(bar));
  }

  /** Whether finished trials are no peers. */
  default boolean excludesFinished() {
    return false;
  }

  /** Whether a report lets its own trial be judged alone, not all that stand at the interval. */
  default boolean judgesReporterAlone() {
    return false;
  }
}
