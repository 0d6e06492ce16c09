package io.trialstream.server;

import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.TellLog;
import io.trialstream.avro.EndState;
import io.trialstream.avro.MetricEvent;
import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.AskedTrial;
import io.trialstream.coordinator.Passing;
import io.trialstream.coordinator.Sent;
import io.trialstream.scheduling.TrialState;
import io.trialstream.topics.TrialIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Writes what a worker tells of its trial, and waits for what the owner makes of it. */
final class Telling {
  private static final Duration REPORT_PATIENCE = Duration.ofMillis(500);
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  private final TellLog log;
  private final TellEvents events;

  Telling(TellLog log, TellEvents events) {
    this.log = log;
    this.events = events;
  }

  /**
   * Who tells of what.
   *
   * @param trial the trial's number
   * @param attempt the attempt that the worker says it runs
   * @param worker the name that it gives; empty where it gives none
   */
  record Teller(String experiment, int trial, int attempt, Optional<String> worker) {
    String trialId() {
      return TrialIds.of(experiment, trial);
    }
  }

  /**
   * A value of a metric.
   *
   * @param seq the worker's own number of the report, from 1; empty where it gives none
   */
  record Value(String metric, double value, OptionalLong seq) {}

  /**
   * Reports a value.
   *
   * @throws RequestRefusedException CONFLICT where the worker may not tell of the trial, UNKNOWN
   *     where there is none, UNAVAILABLE where the brokers do not answer
   */
  AskJson.Reported report(AskedExperiment asked, Teller teller, Value value)
      throws RequestRefusedException, InterruptedException {
    String execution = claimed(asked, teller).claim().execution();
    Optional<Passing> passing = tryReport(asked, teller, execution, value);
    if (value.seq().isEmpty() && is(passing, Passing.Kind.REPEATED)) {
      // Numbered by another server before, whose clock was ahead of this one's.
      events.passBy(passing.map(Passing::lastSeq).orElse(0L));
      passing = tryReport(asked, teller, execution, value);
    }
    if (is(passing, Passing.Kind.REFUSED)) {
      throw refused(asked, teller);
    }
    TrialState state = trial(asked, teller).state();
    boolean stop = state.attempt() != teller.attempt() || Fence.isStopped(state);
    return new AskJson.Reported(
        passing.map(Passing::interval).orElse(OptionalInt.empty()),
        stop,
        stop ? AskJson.reason(state.reason()) : Optional.empty());
  }

  private Optional<Passing> tryReport(
      AskedExperiment asked, Teller teller, String execution, Value value)
      throws RequestRefusedException, InterruptedException {
    Sent sent = events.report(teller.trial(), teller.attempt(), execution, value.seq());
    return send(
        asked,
        sent,
        events.reported(teller.experiment(), sent, value.metric(), value.value()),
        REPORT_PATIENCE);
  }

  /**
   * Ends an attempt. One that has ended in this way already is answered as it was then.
   *
   * @param reason why, for a person; may be empty
   * @throws RequestRefusedException as {@link #report} has it, and UNAVAILABLE where the end is
   *     written and the owner has not passed it yet
   */
  AskJson.Completed complete(AskedExperiment asked, Teller teller, EndState state, String reason)
      throws RequestRefusedException, InterruptedException {
    AskedTrial at = trial(asked, teller);
    Optional<AskJson.Completed> before = completedBefore(at, teller, state);
    if (before.isPresent()) {
      return before.get();
    }
    TrialState.Claimed claimed = claimed(asked, teller);
    if (state == EndState.STOPPED && !Fence.isStopped(claimed)) {
      throw Fence.conflict(
          "Nobody has stopped trial '%s': a worker that gives it up itself says CANCELED"
              .formatted(teller.trialId()));
    }
    Sent sent = events.end(teller.trial(), teller.attempt(), claimed.claim().execution());
    MetricEvent end = events.ended(teller.experiment(), sent, state, reason);
    Optional<Passing> passing = send(asked, sent, end, END_PATIENCE);
    AskedTrial now = trial(asked, teller);
    if (now.state() instanceof TrialState.Claimed || is(passing, Passing.Kind.UNSEEN)) {
      throw new RequestRefusedException(
          Kind.UNAVAILABLE,
          "The end of trial '%s' is written, but the coordinator has not passed it yet; send it again in a moment"
              .formatted(teller.trialId()));
    }
    Optional<AskJson.Completed> ended = completedBefore(now, teller, state);
    if (ended.isEmpty()) {
      throw refused(asked, teller);
    }
    return ended.get();
  }

  /** The answer to a worker that ended the attempt before, in the way that it says. */
  private static Optional<AskJson.Completed> completedBefore(
      AskedTrial at, Teller teller, EndState given) throws RequestRefusedException {
    boolean ended =
        at.standing()
            .filter(standing -> standing.attempt() == teller.attempt())
            .flatMap(standing -> standing.ended())
            .filter(how -> how != io.trialstream.stopping.EndState.LOST)
            .isPresent();
    if (!ended || at.state() instanceof TrialState.Claimed) {
      return Optional.empty();
    }
    return Optional.of(completed(teller, given, at.state().status().name(), at.state().reason()));
  }

  /**
   * The answer to a worker that ended the attempt before. A stop or a cancel holds, whatever the
   * worker says of its end; of two different ends the first does.
   *
   * @param state the trial's state
   * @throws RequestRefusedException CONFLICT where it ended otherwise
   */
  static AskJson.Completed completed(Teller teller, EndState given, String state, String reason)
      throws RequestRefusedException {
    switch (state) {
      case "STOPPED", "CANCELED", "QUEUED" -> {}
      default -> {
        if (!state.equals(given.name())) {
          throw Fence.ended(teller.trialId(), state, reason);
        }
      }
    }
    return new AskJson.Completed(teller.trialId(), teller.attempt(), state, AskJson.reason(reason));
  }

  /**
   * Renews the lease.
   *
   * @throws RequestRefusedException as {@link #report} has it
   */
  AskJson.Renewed renew(AskedExperiment asked, Teller teller)
      throws RequestRefusedException, InterruptedException {
    TrialState.Claimed claimed = claimed(asked, teller);
    log.renew(
        events.heartbeat(teller.experiment(), teller.trial(), teller.attempt(), claimed.claim()));
    TrialState state = claimed(asked, teller);
    boolean stop = Fence.isStopped(state);
    return new AskJson.Renewed(stop, stop ? AskJson.reason(state.reason()) : Optional.empty());
  }

  private Optional<Passing> send(
      AskedExperiment asked, Sent sent, MetricEvent event, Duration patience)
      throws RequestRefusedException, InterruptedException {
    CompletableFuture<Passing> passing = asked.passing(sent);
    try {
      log.append(List.of(event));
      return Waits.within(patience).on(passing);
    } finally {
      if (!passing.isDone()) {
        asked.forget(sent);
      }
    }
  }

  private static boolean is(Optional<Passing> passing, Passing.Kind kind) {
    return passing.filter(known -> known.kind() == kind).isPresent();
  }

  private static TrialState.Claimed claimed(AskedExperiment asked, Teller teller)
      throws RequestRefusedException, InterruptedException {
    TrialState state = trial(asked, teller).state();
    if (state instanceof TrialState.Queued
        && state.attempt() == teller.attempt()
        && Waits.within(END_PATIENCE).on(asked.caughtUp()).isEmpty()) {
      throw new RequestRefusedException(
          Kind.UNAVAILABLE,
          "Experiment '%s' has been taken over, and its log is not read to the end yet; send it again in a moment"
              .formatted(teller.experiment()));
    }
    return Fence.pass(teller.trialId(), trial(asked, teller), teller.attempt(), teller.worker());
  }

  /** Why the log refused a record; the state that let it pass before has changed since. */
  private static RequestRefusedException refused(AskedExperiment asked, Teller teller)
      throws InterruptedException {
    try {
      claimed(asked, teller);
      return Fence.conflict(
          "Attempt %d of trial '%s' is another worker's; ask for another trial"
              .formatted(teller.attempt(), teller.trialId()));
    } catch (RequestRefusedException e) {
      return e;
    }
  }

  private static AskedTrial trial(AskedExperiment asked, Teller teller)
      throws RequestRefusedException {
    return asked
        .trial(teller.trial())
        .orElseThrow(() -> unknown(teller.experiment(), teller.trialId()));
  }

  /** The experiment has no such trial. */
  static RequestRefusedException unknown(String experiment, String trial) {
    return new RequestRefusedException(
        Kind.UNKNOWN,
        "Experiment '%s' has no trial '%s'; trials:suggest gives those it has"
            .formatted(experiment, trial));
  }
}
