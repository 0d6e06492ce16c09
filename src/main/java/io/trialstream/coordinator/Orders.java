package io.trialstream.coordinator;

import io.trialstream.avro.Command;
import io.trialstream.avro.CommandKind;
import io.trialstream.avro.EarlierAttempt;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EnvironmentVariable;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.ResumedTrial;
import io.trialstream.avro.Suggestion;
import io.trialstream.experiment.Specification;
import io.trialstream.experiment.TrialTemplate;
import io.trialstream.scheduling.Action;
import io.trialstream.scheduling.Claim;
import io.trialstream.scheduling.TrialState;
import io.trialstream.settings.Sentences;
import io.trialstream.stopping.Decision;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.ResumedTrials;
import io.trialstream.topics.TrialIds;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Suggestions to workers, stops and kills to agents, decisions and marks to the log. */
final class Orders {
  /** Suggestions of one experiment in one go, so that others are not kept waiting. */
  static final int SUGGESTIONS_AT_ONCE = 200;

  /** Characters of a sentence at most: states, orders and shown records repeat it. */
  private static final int LONGEST_SENTENCE = 4000;

  private final Destinations destinations;
  private final CoordinatorMeters meters;

  Orders(Destinations destinations, CoordinatorMeters meters) {
    this.destinations = destinations;
    this.meters = meters;
  }

  /** A sentence that somebody else wrote, cut where it is very long. */
  static String bounded(String sentence) {
    return sentence.length() <= LONGEST_SENTENCE
        ? sentence
        : Sentences.shorten(sentence, LONGEST_SENTENCE);
  }

  /** Does what the experiment's scheduler wants done. */
  void carryOut(ActiveExperiment experiment, long nowMs) {
    for (Action action : experiment.scheduler().actions()) {
      if (action instanceof Action.Suggest suggest) {
        meters.suggested(experiment.isAsked());
        experiment
            .specification()
            .trial()
            .map(trial -> suggestion(experiment, trial, suggest, nowMs))
            .ifPresent(destinations::suggestion);
      } else if (action instanceof Action.Order order) {
        destinations.command(
            command(
                experiment.id(),
                TrialIds.of(experiment.id(), order.trial()),
                order.attempt(),
                order.claim(),
                order.stop() ? CommandKind.STOP : CommandKind.KILL,
                order.reason(),
                nowMs));
      }
    }
  }

  /** Says a stop or a kill once more to an agent that has not obeyed yet. */
  void repeat(ActiveExperiment experiment, int trial, TrialState.Claimed state, long nowMs) {
    if (state instanceof TrialState.Running) {
      return;
    }
    CommandKind kind = state instanceof TrialState.Stopping ? CommandKind.STOP : CommandKind.KILL;
    destinations.command(
        command(
            experiment.id(),
            TrialIds.of(experiment.id(), trial),
            state.attempt(),
            state.claim(),
            kind,
            state.reason(),
            nowMs));
  }

  /** Kills an execution that says it lives and should not. */
  void kill(Heartbeat heartbeat, String reason, long nowMs) {
    destinations.command(
        command(
            heartbeat.getExperiment(),
            heartbeat.getTrial(),
            heartbeat.getAttempt(),
            new Claim(heartbeat.getExecution(), heartbeat.getWorker(), heartbeat.getInbox()),
            CommandKind.KILL,
            reason,
            nowMs));
  }

  /** Kills an execution that starts and should not; other records of it say no inbox. */
  void killStranger(MetricEvent event, String reason, long nowMs) {
    if (event.getKind() == EventKind.STARTED) {
      destinations.command(
          command(
              event.getExperiment(),
              event.getTrial(),
              event.getAttempt(),
              claim(event),
              CommandKind.KILL,
              reason,
              nowMs));
    }
  }

  /** Who started. */
  static Claim claim(MetricEvent started) {
    String worker = started.getWorker();
    Integer inbox = started.getInbox();
    return new Claim(
        started.getExecution(),
        worker == null ? "" : worker,
        inbox == null ? Claim.NO_INBOX : inbox);
  }

  private static Command command(
      String experiment,
      String trial,
      int attempt,
      Claim claim,
      CommandKind kind,
      String reason,
      long nowMs) {
    return Command.newBuilder()
        .setExperiment(experiment)
        .setTrial(trial)
        .setAttempt(attempt)
        .setExecution(claim.execution())
        .setInbox(claim.inbox())
        .setKind(kind)
        .setReason(reason)
        .setTime(Instant.ofEpochMilli(nowMs))
        .build();
  }

  private static Suggestion suggestion(
      ActiveExperiment experiment, TrialTemplate trial, Action.Suggest suggest, long nowMs) {
    Specification specification = experiment.specification();
    return Suggestion.newBuilder()
        .setExperiment(experiment.id())
        .setTrial(TrialIds.of(experiment.id(), suggest.trial()))
        .setNumber(suggest.trial())
        .setAttempt(suggest.attempt())
        .setPool(specification.pool())
        .setProject(experiment.project())
        .setOwner(experiment.owner())
        .setTime(Instant.ofEpochMilli(nowMs))
        .setParameters(Parameters.toAvro(suggest.parameters()))
        .setBasis(Bases.toAvro(suggest.basis()))
        .setCommand(trial.command())
        .setInputs(
            trial.inputs().entrySet().stream()
                .map(input -> new Parameter(input.getKey(), input.getValue()))
                .toList())
        .setOutputs(trial.outputs())
        .setEnvironment(
            trial.environment().entrySet().stream()
                .map(entry -> new EnvironmentVariable(entry.getKey(), entry.getValue()))
                .toList())
        .setCode(trial.code().map(Path::toString).orElse(null))
        .setPrimaryMetric(experiment.primaryMetric())
        .setMetrics(specification.metrics())
        .setResumeFrom(resumeFrom(ResumedTrials.of(experiment.submitted()), suggest.trial()))
        .build();
  }

  private static @Nullable EarlierAttempt resumeFrom(List<ResumedTrial> resumed, int trial) {
    return trial < resumed.size()
        ? new EarlierAttempt(resumed.get(trial).getTrial(), resumed.get(trial).getAttempt())
        : null;
  }

  /** A decision of the policy with its place in the log. */
  static io.trialstream.avro.Decision decision(
      ActiveExperiment experiment, Decision decision, MetricRecord cause) {
    io.trialstream.avro.Decision.Builder made =
        io.trialstream.avro.Decision.newBuilder()
            .setExperiment(experiment.id())
            .setTrial(TrialIds.of(experiment.id(), decision.trial()))
            .setAttempt(decision.attempt())
            .setPolicy(decision.policy())
            .setInterval(decision.interval())
            .setPeers(decision.peers())
            .setReason(
                decision.sentence(
                    experiment.primaryMetric(), experiment.specification().objective().goal()))
            .setPartition(cause.partition())
            .setOffset(cause.offset())
            .setTime(Instant.ofEpochMilli(cause.timestampMs()))
            .setProject(experiment.project())
            .setOwner(experiment.owner());
    decision.value().ifPresent(made::setValue);
    decision.limit().ifPresent(made::setLimit);
    return made.build();
  }

  /** The mark that an execution is gone. */
  static MetricEvent lostMark(
      LeaseKey key, Optional<TrialState> state, TrialstreamConfig config, long nowMs) {
    String worker =
        state
            .filter(TrialState.Claimed.class::isInstance)
            .map(claimed -> ((TrialState.Claimed) claimed).claim().worker())
            .orElse("");
    return MetricEvent.newBuilder()
        .setExperiment(key.experiment())
        .setTrial(TrialIds.of(key.experiment(), key.trial()))
        .setAttempt(key.attempt())
        .setExecution(key.execution())
        .setKind(EventKind.ENDED)
        .setState(EndState.LOST)
        .setReason(
            "worker "
                + worker
                + " is gone: nothing heard of it for "
                + config.leaseDurationMs() / 1000.0
                + " s")
        .setTime(Instant.ofEpochMilli(nowMs))
        .build();
  }
}
