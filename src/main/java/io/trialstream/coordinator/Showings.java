package io.trialstream.coordinator;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an instance's tasks share of the time to show what has changed: together they take no more
 * than one would, however many partitions there are. For any thread.
 */
final class Showings {
  /** Scores on the leaderboard in a moment, of all experiments together; one of each at least. */
  static final int SCORES = 1_000;

  private final AtomicInteger experiments = new AtomicInteger();
  private final AtomicInteger tasks = new AtomicInteger();

  /**
   * A task has something else to show.
   *
   * @param before how many experiments it had to show the last time, 0 the first time
   * @param now how many it has
   */
  void changed(int before, int now) {
    experiments.addAndGet(now - before);
    tasks.addAndGet(Integer.signum(now) - Integer.signum(before));
  }

  /** The tasks that have something to show; 1 where none has. */
  int tasks() {
    return Math.max(1, tasks.get());
  }

  /** Scores that each experiment shows in a moment; an equal share, and 1 at least. */
  int scores() {
    return Math.max(1, SCORES / Math.max(1, experiments.get()));
  }
}
