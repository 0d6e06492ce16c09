package io.trialstream.topics;

import io.trialstream.avro.MetricEvent;
import io.trialstream.experiment.Objective;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.Sentences;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;

/**
 * An experiment's log as the topic {@code metrics} carries it: reads each record's fields, refuses
 * what is no step of this experiment, and applies the rest to the {@link ExperimentLog}. The live
 * topology and the export of a log both go through here, so they cannot disagree on what counts.
 */
public final class MetricLog {
  /** Characters of an execution's or an agent's id at most: orders and states repeat them. */
  public static final int LONGEST_ID = 200;

  private final String experiment;
  private final long trials;
  private final long attempts;
  private final ExperimentLog log;

  /** What a record did. */
  public sealed interface Reading {

    /**
     * The record is a step of the experiment.
     *
     * @param trial the trial's number
     * @param effect what it did
     */
    record Applied(int trial, Effect effect) implements Reading {}

    /**
     * The record is no step of the experiment and belongs to the dead letters.
     *
     * @param sentence what is wrong, what was expected
     */
    record Refused(String sentence) implements Reading {}
  }

  /** The log of an experiment, without records. */
  public MetricLog(String experiment, Specification specification) {
    Objective objective = specification.objective();
    this.experiment = experiment;
    this.trials = specification.trials();
    this.attempts = specification.limits().maxRetries() + 1L;
    this.log =
        new ExperimentLog(objective.goal(), objective.primaryMetric(), specification.policy());
  }

  /** The steps applied so far. */
  public ExperimentLog log() {
    return log;
  }

  /** Applies a record of this experiment. */
  public Reading apply(MetricEvent event) {
    int trial = TrialIds.numberIn(experiment, event.getTrial());
    if (trial < 0 || trial >= trials) {
      return new Reading.Refused(
          "trial "
              + Sentences.shorten(event.getTrial(), LONGEST_ID)
              + " is none of this experiment; expected "
              + TrialIds.of(experiment, 0)
              + " to "
              + TrialIds.of(experiment, trials - 1));
    }
    if (event.getAttempt() < 1 || event.getAttempt() > attempts) {
      return new Reading.Refused(
          "attempt is " + event.getAttempt() + "; expected 1 to " + attempts + ", max_retries + 1");
    }
    String worker = event.getWorker();
    if (event.getExecution().length() > LONGEST_ID
        || (worker != null && worker.length() > LONGEST_ID)) {
      return new Reading.Refused(
          "the id of its execution or worker has more than " + LONGEST_ID + " characters");
    }
    boolean lost = event.getState() == io.trialstream.avro.EndState.LOST;
    if (event.getSeq() < 1 && !lost) {
      return new Reading.Refused(
          "seq is " + event.getSeq() + "; expected 1, 2, ... over the records of the execution");
    }
    switch (event.getKind()) {
      case STARTED -> {
        return new Reading.Applied(
            trial, log.started(trial, event.getAttempt(), event.getExecution(), event.getSeq()));
      }
      case REPORT -> {
        return report(trial, event);
      }
      case ENDED -> {
        return ended(trial, event);
      }
      default -> {
        return new Reading.Refused("its kind is unknown to this version; update the coordinator");
      }
    }
  }

  private Reading report(int trial, MetricEvent event) {
    String metric = event.getMetric();
    Double value = event.getValue();
    if (metric == null || value == null) {
      return new Reading.Refused("a report needs a metric and a value; one of them is null");
    }
    return new Reading.Applied(
        trial,
        log.report(trial, event.getAttempt(), event.getExecution(), event.getSeq(), metric, value));
  }

  private Reading ended(int trial, MetricEvent event) {
    io.trialstream.avro.EndState state = event.getState();
    if (state == null || state == io.trialstream.avro.EndState.UNKNOWN) {
      return new Reading.Refused(
          "an end mark needs a state that this version knows: COMPLETED, FAILED, STOPPED, CANCELED"
              + " or LOST");
    }
    return new Reading.Applied(
        trial,
        log.ended(
            trial,
            event.getAttempt(),
            event.getExecution(),
            event.getSeq(),
            EndState.valueOf(state.name())));
  }
}
