package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.state.ExperimentSnapshot;
import io.trialstream.scheduling.ExperimentState;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.topics.Parameters;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps and shows what has changed: snapshots in the task's store at once; views, the leaderboard
 * and the experiments' records coalesced over a moment. To show takes a twentieth of one thread's
 * time at most, however many tasks and trials there are: with very many, moments are longer.
 */
final class Showing {
  /** The least time between two publications of what changes all the time, in milliseconds. */
  private static final long MOMENT_MS = 200;

  /** How much longer a moment is than what it took all tasks to show the last one. */
  private static final int MOMENTS = 20;

  private final TaskAccess task;
  private final Map<String, ExperimentView> views;
  private final Showings showings;
  private final TaskLevels levels;
  private final Map<String, ExperimentView> published = new HashMap<>();
  private int changed;
  private long nextMs;

  Showing(TaskAccess task, Map<String, ExperimentView> views, Showings showings) {
    this.task = task;
    this.views = views;
    this.showings = showings;
    this.levels = new TaskLevels(task.meters(), task.nowMs());
    task.journals().active().values().forEach(this::publish);
  }

  private void publish(ActiveExperiment experiment) {
    ExperimentView view = experiment.publish();
    published.put(experiment.id(), view);
    views.put(experiment.id(), view);
  }

  /** The task goes elsewhere: withdraws its views, but none that its next owner has put there. */
  void withdraw() {
    published.forEach(views::remove);
    published.clear();
    changed(0);
    levels.withdraw();
  }

  /**
   * Keeps the trials whose state has changed, and the experiment's state where it has.
   *
   * @return the trials, by number
   */
  List<Integer> keep(ActiveExperiment experiment, long nowMs) {
    List<Integer> numbers = experiment.scheduler().changed();
    for (int number : numbers) {
      Optional<ScheduledTrial> trial = experiment.scheduler().trial(number);
      if (trial.isPresent()) {
        task.snapshots().put(task.store(), experiment.id(), experiment.snapshot(trial.get()));
        experiment.changed(number);
        if (!trial.get().state().open() && experiment.endsNow(number)) {
          task.meters().ended(trial.get().state().status());
        }
      }
    }
    if (experiment.takeStateChange()) {
      keepExperiment(experiment, Optional.empty());
    }
    return numbers;
  }

  private Experiment keepExperiment(
      ActiveExperiment experiment, Optional<ActiveExperiment.End> end) {
    Experiment record = experiment.toRecord(end);
    ExperimentSnapshot.Builder snapshot =
        ExperimentSnapshot.newBuilder()
            .setExperiment(record)
            .setImported(!experiment.waitsForEarlier());
    if (experiment.scheduler().state() instanceof ExperimentState.Ending ending) {
      snapshot
          .setEnding(io.trialstream.avro.ExperimentStatus.valueOf(ending.target().name()))
          .setEndingReason(ending.reason());
    }
    task.snapshots().put(task.store(), snapshot.build());
    return record;
  }

  /** Shows an experiment's record and view now: somebody waits for them. */
  void experimentNow(ActiveExperiment experiment) {
    if (task.active(experiment.id()).isPresent()) {
      task.destinations().experiment(keepExperiment(experiment, Optional.empty()));
      publish(experiment);
    }
  }

  /** Shows what has changed, where a moment has passed since the last time. */
  void tick(long nowMs) {
    if (nowMs < nextMs) {
      return;
    }
    long start = System.nanoTime();
    List<ActiveExperiment> shown =
        task.journals().active().values().stream().filter(ActiveExperiment::hasChanged).toList();
    changed(shown.size());
    // What an experiment leaves of its scores is the next ones'; what it has left comes first in
    // the next moment.
    int scores = shown.size() * showings.scores();
    int left = shown.size();
    for (ActiveExperiment experiment : shown) {
      scores -= leaderboard(experiment, scores / left--, nowMs);
      publish(experiment);
      experiment.takeNewRecord().ifPresent(task.destinations()::experiment);
    }
    levels.shown(task.journals().active().values(), nowMs);
    long taken = System.nanoTime() - start;
    if (!shown.isEmpty()) {
      task.meters().shown(taken);
    }
    long takenMs = taken / 1_000_000;
    nextMs = nowMs + Math.max(MOMENT_MS, MOMENTS * showings.tasks() * takenMs);
  }

  private void changed(int now) {
    showings.changed(changed, now);
    changed = now;
  }

  /** An experiment has ended: it leaves the task's memory. */
  void ended(ActiveExperiment experiment, long nowMs) {
    task.meters().intervals(experiment);
    task.meters().ended(experiment.scheduler().state().status());
    leaderboard(experiment, Integer.MAX_VALUE, nowMs);
    ActiveExperiment.End end =
        new ActiveExperiment.End(nowMs, task.journals().lastOffset(experiment.id()) + 1);
    task.destinations().experiment(keepExperiment(experiment, Optional.of(end)));
    task.journals().active().remove(experiment.id());
    task.journals().drop(experiment.id());
    published.remove(experiment.id());
    views.remove(experiment.id());
  }

  /**
   * Sends the trials whose state has changed, and some of those whose score has.
   *
   * @param scores how many of the latter at most
   * @return how many of the latter
   */
  private int leaderboard(ActiveExperiment experiment, int scores, long nowMs) {
    leaderboard(experiment, experiment.takeChangedStates(), nowMs);
    int[] scored = experiment.takeChangedScores(scores);
    leaderboard(experiment, scored, nowMs);
    return scored.length;
  }

  private void leaderboard(ActiveExperiment experiment, int[] numbers, long nowMs) {
    for (int number : numbers) {
      experiment
          .scheduler()
          .trial(number)
          .ifPresent(
              trial ->
                  task.destinations()
                      .leaderboard(entry(experiment, experiment.view(trial), nowMs)));
    }
  }

  private static LeaderboardEntry entry(ActiveExperiment experiment, TrialView trial, long nowMs) {
    LeaderboardEntry.Builder entry =
        LeaderboardEntry.newBuilder()
            .setExperiment(experiment.id())
            .setTrial(trial.trial())
            .setNumber(trial.number())
            .setAttempt(trial.attempts())
            .setState(trial.state())
            .setReason(trial.reason())
            .setParameters(Parameters.toAvro(trial.parameters()))
            .setMetric(experiment.primaryMetric())
            .setIntervals(trial.intervals())
            .setTime(Instant.ofEpochMilli(nowMs))
            .setProject(experiment.project())
            .setOwner(experiment.owner());
    trial.score().ifPresent(entry::setScore);
    trial.interval().ifPresent(entry::setInterval);
    return entry.build();
  }
}
