package io.trialstream.coordinator;

import io.trialstream.avro.Decision;
import io.trialstream.avro.TrialStatus;
import io.trialstream.avro.state.TrialPhase;
import io.trialstream.avro.state.TrialSnapshot;
import io.trialstream.scheduling.Claim;
import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.scheduling.TrialState;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.TrialIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A trial to its snapshot and back. */
final class TrialSnapshots {
  private TrialSnapshots() {}

  /**
   * The snapshot of a trial.
   *
   * @param view the trial as it stands
   * @param decision the policy's decision to stop it
   */
  static TrialSnapshot of(
      ScheduledTrial trial, TrialView view, Optional<NumberedDecision> decision) {
    TrialState state = trial.state();
    TrialSnapshot.Builder snapshot =
        TrialSnapshot.newBuilder()
            .setNumber(trial.number())
            .setParameters(Parameters.toAvro(trial.parameters()))
            .setPhase(phase(state))
            .setStatus(view.state())
            .setAttempt(state.attempt())
            .setReason(state.reason())
            .setIntervals(view.intervals())
            .setBasis(Bases.toAvro(trial.basis()));
    view.score().ifPresent(snapshot::setScore);
    view.interval().ifPresent(snapshot::setInterval);
    if (state instanceof TrialState.Claimed claimed) {
      snapshot
          .setExecution(claimed.claim().execution())
          .setWorker(claimed.claim().worker())
          .setInbox(claimed.claim().inbox());
    }
    if (state instanceof TrialState.Running running) {
      snapshot.setSince(Instant.ofEpochMilli(running.sinceMs()));
    }
    decision.ifPresent(
        made -> snapshot.setDecision(made.decision()).setDecisionNumber(made.number()));
    return snapshot.build();
  }

  /**
   * A decision with its place among the experiment's.
   *
   * @param number from 0
   */
  record NumberedDecision(int number, Decision decision) {}

  private static TrialPhase phase(TrialState state) {
    if (state instanceof TrialState.Queued) {
      return TrialPhase.QUEUED;
    } else if (state instanceof TrialState.Running) {
      return TrialPhase.RUNNING;
    } else if (state instanceof TrialState.Stopping) {
      return TrialPhase.STOPPING;
    } else if (state instanceof TrialState.Canceling) {
      return TrialPhase.CANCELING;
    }
    return TrialPhase.ENDED;
  }

  /** The trial of a snapshot. */
  static ScheduledTrial trial(TrialSnapshot snapshot) {
    return new ScheduledTrial(
        snapshot.getNumber(),
        Parameters.fromAvro(snapshot.getParameters()),
        Bases.fromAvro(snapshot.getBasis()),
        state(snapshot));
  }

  private static TrialState state(TrialSnapshot snapshot) {
    int attempt = snapshot.getAttempt();
    return switch (snapshot.getPhase()) {
      case QUEUED -> new TrialState.Queued(attempt, snapshot.getReason());
      case RUNNING -> new TrialState.Running(attempt, claim(snapshot), since(snapshot));
      case STOPPING -> new TrialState.Stopping(attempt, claim(snapshot), snapshot.getReason());
      case CANCELING -> new TrialState.Canceling(attempt, claim(snapshot), snapshot.getReason());
      case ENDED ->
          new TrialState.Ended(
              io.trialstream.scheduling.TrialStatus.valueOf(snapshot.getStatus().name()),
              attempt,
              snapshot.getReason());
    };
  }

  private static Claim claim(TrialSnapshot snapshot) {
    String execution = snapshot.getExecution();
    String worker = snapshot.getWorker();
    Integer inbox = snapshot.getInbox();
    if (execution == null || worker == null || inbox == null) {
      throw new IllegalStateException(
          "the snapshot of trial " + snapshot.getNumber() + " names no execution");
    }
    return new Claim(execution, worker, inbox);
  }

  private static long since(TrialSnapshot snapshot) {
    Instant since = snapshot.getSince();
    return since == null ? 0 : since.toEpochMilli();
  }

  /** The decisions in the snapshots, in the order in which they were decided. */
  static List<Decision> decisions(List<TrialSnapshot> snapshots) {
    return snapshots.stream()
        .filter(snapshot -> snapshot.getDecision() != null)
        .sorted(Comparator.comparingInt(TrialSnapshot::getDecisionNumber))
        .flatMap(snapshot -> Optional.ofNullable(snapshot.getDecision()).stream())
        .toList();
  }

  /** The view of an experiment that has ended, from its trials' last snapshots. */
  static PublishedView view(String experiment, List<TrialSnapshot> snapshots, boolean maximize) {
    List<TrialView> trials = new ArrayList<>();
    for (TrialSnapshot snapshot : snapshots) {
      trials.add(view(experiment, snapshot));
    }
    Comparator<TrialView> byScore =
        Comparator.comparingDouble(trial -> trial.score().orElseThrow());
    int[] ranking =
        trials.stream()
            .filter(trial -> trial.score().isPresent())
            .sorted((maximize ? byScore.reversed() : byScore).thenComparingInt(TrialView::number))
            .mapToInt(TrialView::number)
            .toArray();
    return PublishedView.of(trials, ranking, decisions(snapshots));
  }

  private static TrialView view(String experiment, TrialSnapshot snapshot) {
    Double score = snapshot.getScore();
    Integer interval = snapshot.getInterval();
    TrialStatus status = snapshot.getStatus();
    return new TrialView(
        TrialIds.of(experiment, snapshot.getNumber()),
        snapshot.getNumber(),
        status,
        Parameters.fromAvro(snapshot.getParameters()),
        score == null ? OptionalDouble.empty() : OptionalDouble.of(score),
        interval == null ? OptionalInt.empty() : OptionalInt.of(interval),
        snapshot.getIntervals(),
        snapshot.getAttempt(),
        snapshot.getReason(),
        Bases.fromAvro(snapshot.getBasis()));
  }
}
