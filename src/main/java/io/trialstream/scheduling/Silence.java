package io.trialstream.scheduling;

import java.util.List;
import java.util.Optional;

/**
 * Notices that trials wait and none runs. Mostly no worker is free; but the brokers drop a
 * suggestion without a word when several workers in turn have died of it, or when it outlives the
 * topic's retention, and then nobody would ever run the trial. So one that waits is suggested again
 * now and then, more and more rarely: of two executions of an attempt the log's first owns it.
 */
final class Silence {
  private static final long FIRST_MS = 10 * 60_000;

  private long sinceMs = -1;
  private long patienceMs = FIRST_MS;
  private int last = -1;

  /** Whether it has lasted so long that something should be suggested again. */
  boolean isOver(boolean silent, long nowMs) {
    if (!silent) {
      sinceMs = -1;
      patienceMs = FIRST_MS;
      return false;
    }
    if (sinceMs < 0) {
      sinceMs = nowMs;
    }
    if (nowMs - sinceMs < patienceMs) {
      return false;
    }
    sinceMs = nowMs;
    patienceMs *= 2;
    return true;
  }

  /** The trial whose turn it is among those that wait. */
  Optional<ScheduledTrial> next(List<ScheduledTrial> trials) {
    for (int i = 1; i <= trials.size(); i++) {
      ScheduledTrial trial = trials.get((last + i) % trials.size());
      if (trial.state() instanceof TrialState.Queued) {
        last = trial.number();
        return Optional.of(trial);
      }
    }
    return Optional.empty();
  }
}
