package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.cli.output.Progress;
import io.trialstream.cli.output.ProgressDisplay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Follows an experiment to its end, through every outage of the server. */
final class Watcher {
  private static final int LOWEST_SERVER_ERROR = 500;

  private final ExperimentSource source;
  private final ProgressDisplay display;
  private final Interrupts interrupts;
  private final InstantSource clock;
  private final Duration pause;

  /**
   * @param pause the time between two looks
   */
  Watcher(
      ExperimentSource source,
      ProgressDisplay display,
      Interrupts interrupts,
      InstantSource clock,
      Duration pause) {
    this.source = source;
    this.display = display;
    this.interrupts = interrupts;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Shows the experiment until it has ended.
   *
   * @return the experiment as it ended; empty where the command was asked to end before
   * @throws ApiException where the server does not know the experiment
   */
  Optional<ExperimentJson> untilEnded(String id) throws ApiException {
    boolean away = false;
    do {
      try {
        Optional<ExperimentJson> experiment = interrupts.call(() -> source.experiment(id));
        if (experiment.isEmpty()) {
          return experiment;
        }
        if (away) {
          display.say("The server answers again.");
          away = false;
        }
        display.show(Progress.at(clock.instant(), experiment.get()));
        if (!experiment.get().running()) {
          return experiment;
        }
      } catch (ApiException e) {
        if (!mayPass(e)) {
          throw e;
        }
        if (!away) {
          display.say(e.getMessage() + ". Still watching.");
          away = true;
        }
      }
    } while (!interrupts.await(pause));
    return Optional.empty();
  }

  private static boolean mayPass(ApiException failure) {
    return failure.status() == ApiException.NO_ANSWER || failure.status() >= LOWEST_SERVER_ERROR;
  }
}
