package io.trialstream.cli.output;

import io.trialstream.api.ExperimentJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where an experiment stands.
 *
 * @param experiment the experiment
 * @param elapsed the time since its submission, until its end
 */
public record Progress(ExperimentJson experiment, Duration elapsed) {

  /** The progress of an experiment that was asked for at this moment. */
  public static Progress at(Instant now, ExperimentJson experiment) {
    Duration elapsed = Duration.between(experiment.submitted(), experiment.ended().orElse(now));
    return new Progress(experiment, elapsed.isNegative() ? Duration.ZERO : elapsed);
  }

  /** The trials that have ended. */
  public long ended() {
    ExperimentJson.Trials trials = experiment.trials();
    return trials.completed() + trials.failed() + trials.stopped() + trials.canceled();
  }

  /** The trials that it can have. */
  public OptionalLong expected() {
    return experiment.maxTotalTrials();
  }

  /** The trials by state and the best so far, in a few words. */
  public String summary(String separator) {
    ExperimentJson.Trials trials = experiment.trials();
    List<String> parts = new ArrayList<>();
    if (trials.queued() > 0) {
      parts.add(trials.queued() + " queued");
    }
    parts.add(trials.running() + " running");
    parts.add(trials.completed() + " completed");
    parts.add(trials.stopped() + " stopped");
    if (trials.failed() > 0) {
      parts.add(trials.failed() + " failed");
    }
    if (trials.canceled() > 0) {
      parts.add(trials.canceled() + " canceled");
    }
    experiment
        .best()
        .ifPresent(
            best ->
                parts.add(
                    "best "
                        + NumberText.readable(best.score())
                        + " (trial "
                        + number(best.trial())
                        + ")"));
    return String.join(separator, parts);
  }

  /** The trial's number, which is short; its id where that has another form. */
  private String number(String trial) {
    String start = experiment.experiment() + "_";
    return trial.startsWith(start) ? trial.substring(start.length()) : trial;
  }

  /** All of it as one line. */
  public String line() {
    String of = expected().isPresent() ? "/" + expected().getAsLong() : "";
    return "%s  %d%s trials ended: %s"
        .formatted(TimeText.clock(elapsed), ended(), of, summary(", "));
  }
}
