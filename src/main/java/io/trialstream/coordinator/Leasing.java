package io.trialstream.coordinator;

import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.scheduling.TrialState;
import io.trialstream.stopping.Standing;
import io.trialstream.topics.TrialIds;
import java.util.Optional;

/**
 * The leases by which executions hold their trials: started, heartbeats and what is told over HTTP
 * renew them, end marks release them, and the log is told which have run out.
 */
final class Leasing {
  private final TaskAccess task;
  private final Orders orders;
  private final Surroundings surroundings;
  private final LeaseAudit audit;

  private Leasing(TaskAccess task, Orders orders, Surroundings surroundings) {
    this.task = task;
    this.orders = orders;
    this.surroundings = surroundings;
    this.audit =
        new LeaseAudit(
            surroundings.config().leaseDurationMs(),
            surroundings.config().tickIntervalMs(),
            surroundings.logEnds(),
            task.context().taskId().partition(),
            task.nowMs());
  }

  /** The leases of a task that starts: all that are held start anew. */
  static Leasing start(TaskAccess task, Orders orders, Surroundings surroundings) {
    Leasing leasing = new Leasing(task, orders, surroundings);
    for (ActiveExperiment experiment : task.journals().active().values()) {
      for (int number = 0; number < experiment.scheduler().suggested(); number++) {
        held(experiment, number).ifPresent(key -> leasing.audit.renew(key, task.nowMs()));
      }
    }
    return leasing;
  }

  /** The lease by which an execution holds the trial now. */
  private static Optional<LeaseKey> held(ActiveExperiment experiment, int number) {
    Optional<ScheduledTrial> trial = experiment.scheduler().trial(number);
    return trial.isPresent() && trial.get().state() instanceof TrialState.Claimed claimed
        ? Optional.of(
            new LeaseKey(experiment.id(), number, claimed.attempt(), claimed.claim().execution()))
        : Optional.empty();
  }

  private static LeaseKey key(MetricEvent event, int trial) {
    return new LeaseKey(event.getExperiment(), trial, event.getAttempt(), event.getExecution());
  }

  /** An execution started. */
  void renew(MetricEvent started, int trial) {
    audit.renew(key(started, trial), task.nowMs());
  }

  /** An execution told something: where it holds the trial, it lives. */
  void renewHeld(ActiveExperiment experiment, int trial, MetricEvent told) {
    held(experiment, trial)
        .filter(key -> key.execution().equals(told.getExecution()))
        .ifPresent(key -> audit.renew(key, task.nowMs()));
  }

  /** An execution ended. */
  void release(MetricEvent ended, int trial) {
    audit.release(key(ended, trial));
  }

  /**
   * An execution says that it lives: it is told again what it has not obeyed, or killed where it
   * should not live.
   */
  void heartbeat(Heartbeat heartbeat) {
    Optional<ActiveExperiment> active = task.active(heartbeat.getExperiment());
    int number = TrialIds.parse(heartbeat.getTrial()).map(TrialIds.TrialId::number).orElse(-1);
    if (active.isEmpty()) {
      if (task.snapshots().experiment(heartbeat.getExperiment()).isPresent()) {
        orders.kill(heartbeat, "the experiment has ended", task.nowMs());
      }
      return;
    }
    Optional<TrialState> state = active.get().scheduler().trial(number).map(ScheduledTrial::state);
    if (state.isPresent()
        && state.get() instanceof TrialState.Claimed claimed
        && claimed.claim().execution().equals(heartbeat.getExecution())) {
      audit.renew(
          new LeaseKey(
              heartbeat.getExperiment(), number, heartbeat.getAttempt(), heartbeat.getExecution()),
          task.nowMs());
      orders.repeat(active.get(), number, claimed, task.nowMs());
    } else if (state.filter(TrialState.Ended.class::isInstance).isPresent()
        || active
            .get()
            .log()
            .log()
            .standing(number)
            .filter(s -> isOver(s, heartbeat))
            .isPresent()) {
      orders.kill(heartbeat, "another execution owns the attempt, or it is over", task.nowMs());
    }
  }

  /** Whether the log has given the heartbeat's attempt to another, or has its end mark. */
  private static boolean isOver(Standing standing, Heartbeat heartbeat) {
    return standing.attempt() > heartbeat.getAttempt()
        || (standing.attempt() == heartbeat.getAttempt()
            && (standing.ended().isPresent()
                || !standing.execution().equals(heartbeat.getExecution())));
  }

  /** Looks at the clock, and tells the log which executions are gone. */
  void tick() {
    Journals journals = task.journals();
    for (LeaseKey key :
        audit.lost(task.nowMs(), journals.metricsPosition(), journals.heartbeatsPosition())) {
      task.active(key.experiment()).ifPresent(experiment -> appendLost(experiment, key));
    }
  }

  private void appendLost(ActiveExperiment experiment, LeaseKey key) {
    if (!held(experiment, key.trial()).equals(Optional.of(key))) {
      audit.release(key);
      return;
    }
    Optional<TrialState> state =
        experiment.scheduler().trial(key.trial()).map(ScheduledTrial::state);
    surroundings.meters().lost();
    surroundings
        .lostMarks()
        .append(
            task.context().taskId().partition(),
            Orders.lostMark(key, state, surroundings.config(), task.nowMs()));
  }
}
