package io.trialstream.coordinator;

import io.trialstream.scheduling.TrialStatus;
import java.util.Collection;

/** How much a task has at present: written by its stream thread, read by those who ask. */
final class TaskLevels {
  private final CoordinatorMeters meters;
  private volatile Levels now;

  /**
   * @param experiments that run
   * @param queued their trials that wait for a worker
   * @param running their trials that run
   * @param unshown their trials whose score the leaderboard does not have yet
   * @param shownMs when everything else was last shown, in milliseconds since the epoch
   */
  record Levels(long experiments, long queued, long running, long unshown, long shownMs) {}

  /** Those of a task that starts. */
  TaskLevels(CoordinatorMeters meters, long nowMs) {
    this.meters = meters;
    this.now = new Levels(0, 0, 0, 0, nowMs);
    meters.add(this);
  }

  Levels now() {
    return now;
  }

  /** The task has shown what has changed of its experiments. */
  void shown(Collection<ActiveExperiment> active, long nowMs) {
    long queued = 0;
    long running = 0;
    long unshown = 0;
    for (ActiveExperiment experiment : active) {
      queued += experiment.scheduler().count(TrialStatus.QUEUED);
      running += experiment.scheduler().count(TrialStatus.RUNNING);
      unshown += experiment.unshownScores();
    }
    now = new Levels(active.size(), queued, running, unshown, nowMs);
  }

  /** The task goes elsewhere. */
  void withdraw() {
    meters.remove(this);
  }
}
