package io.trialstream.server;

import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.TellLog;
import io.trialstream.avro.EndState;
import io.trialstream.avro.MetricEvent;
import io.trialstream.coordinator.AskedExperiment;
import io.trialstream.coordinator.AskedTrial;
import io.trialstream.coordinator.Offer;
import io.trialstream.coordinator.Passing;
import io.trialstream.coordinator.Sent;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.scheduling.TrialState;
import io.trialstream.topics.TrialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Gives trials to those who ask: takes what the owner offers, starts it in the log, and gives away
 * what the log gave to the asker.
 */
final class Asking {
  /** Below the time that another server waits for the answer. */
  private static final Duration PATIENCE = Duration.ofMillis(3_500);

  private static final String CANCELED =
      "it was canceled before the worker that asked for it was told";

  private final TellLog log;
  private final TellEvents events;

  Asking(TellLog log, TellEvents events) {
    this.log = log;
    this.events = events;
  }

  /**
   * Somebody who asks.
   *
   * @param count how many trials at most
   * @param worker its name
   * @param execution the execution that is to run them
   */
  record Asker(int count, String worker, String execution) {}

  /**
   * Trials of an experiment that this instance owns.
   *
   * @throws RequestRefusedException UNAVAILABLE where the experiment goes elsewhere, or takes too
   *     long
   */
  AskJson.Suggested ask(String experiment, AskedExperiment asked, Asker asker)
      throws RequestRefusedException, InterruptedException {
    Waits waits = Waits.within(PATIENCE);
    // A trial that waits in the queue here may have been given by the owner before.
    if (waits.on(asked.caughtUp()).isEmpty()) {
      throw unavailable(experiment, "has been taken over, and its log is not read to the end yet");
    }
    CompletableFuture<Offer> answer = asked.ask(asker.count(), asker.execution());
    Optional<Offer> offer;
    try {
      offer = waits.on(answer);
    } finally {
      answer.cancel(false);
    }
    if (offer.isEmpty() && !answer.isCancelled()) {
      offer = Optional.of(answer.join());
    }
    if (offer.isPresent() && offer.get() instanceof Offer.Trials trials) {
      try {
        return new AskJson.Suggested(
            given(experiment, asked, asker, trials, waits), trials.status().name());
      } finally {
        trials.release();
      }
    }
    throw unavailable(
        experiment, offer.isPresent() ? "goes to another server" : "has no suggestion ready yet");
  }

  private List<AskJson.Trial> given(
      String experiment, AskedExperiment asked, Asker asker, Offer.Trials offer, Waits waits)
      throws RequestRefusedException, InterruptedException {
    List<Offer.Offered> toStart =
        offer.trials().stream().filter(trial -> !trial.started()).toList();
    if (!toStart.isEmpty()) {
      start(experiment, asked, asker, toStart, waits);
    }
    List<AskJson.Trial> given =
        offer.trials().stream()
            .filter(trial -> trial.started() || isRunning(asked, trial, asker.execution()))
            .map(trial -> json(experiment, trial))
            .toList();
    if (given.isEmpty() && !offer.trials().isEmpty()) {
      throw unavailable(experiment, "has not confirmed the trials of this request yet");
    }
    return given;
  }

  private void start(
      String experiment,
      AskedExperiment asked,
      Asker asker,
      List<Offer.Offered> trials,
      Waits waits)
      throws RequestRefusedException, InterruptedException {
    Map<Sent, CompletableFuture<Passing>> passings = new LinkedHashMap<>();
    List<MetricEvent> starts = new ArrayList<>();
    for (Offer.Offered trial : trials) {
      Sent sent = events.start(trial.trial(), trial.attempt(), asker.execution());
      passings.put(sent, asked.passing(sent));
      starts.add(events.started(experiment, sent, asker.worker(), trial.parameters()));
    }
    try {
      log.append(starts);
      for (Map.Entry<Sent, CompletableFuture<Passing>> passing : passings.entrySet()) {
        boolean counted =
            waits.on(passing.getValue()).filter(p -> p.kind() == Passing.Kind.COUNTED).isPresent();
        if (counted) {
          endUnwanted(experiment, asked, passing.getKey());
        }
      }
    } finally {
      passings.keySet().forEach(asked::forget);
    }
  }

  /** The log gave the attempt to somebody who will not run it. */
  private void endUnwanted(String experiment, AskedExperiment asked, Sent start)
      throws RequestRefusedException, InterruptedException {
    if (asked.trial(start.trial()).filter(at -> runs(at, start.execution())).isEmpty()) {
      Sent end = events.end(start.trial(), start.attempt(), start.execution());
      log.append(List.of(events.ended(experiment, end, EndState.CANCELED, CANCELED)));
    }
  }

  private static boolean isRunning(AskedExperiment asked, Offer.Offered trial, String execution) {
    return asked
        .trial(trial.trial())
        .filter(at -> at.state().attempt() == trial.attempt() && runs(at, execution))
        .isPresent();
  }

  private static boolean runs(AskedTrial at, String execution) {
    return at.state() instanceof TrialState.Claimed claimed
        && claimed.claim().execution().equals(execution);
  }

  private static AskJson.Trial json(String experiment, Offer.Offered trial) {
    Map<String, ParameterValue> params = new LinkedHashMap<>();
    for (Parameter parameter : trial.parameters()) {
      params.put(parameter.name(), parameter.value());
    }
    return new AskJson.Trial(TrialIds.of(experiment, trial.trial()), trial.attempt(), params);
  }

  private static RequestRefusedException unavailable(String experiment, String why) {
    return new RequestRefusedException(
        Kind.UNAVAILABLE,
        "Experiment '%s' %s; ask again in a moment, with the same Idempotency-Key"
            .formatted(experiment, why));
  }
}
