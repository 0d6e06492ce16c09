package io.trialstream.topics;

import io.trialstream.experiment.Objective;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.Sentences;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An experiment's log as the topic {@code metrics} carries it: reads each record's fields, refuses
 * what is no step of this experiment, and applies the rest to the {@link ExperimentLog}. The live
 * topology and the export of a log both go through here, so they cannot disagree on what counts.
 */
public final class MetricLog {
  /** Characters of an execution's or an agent's id at most: orders and states repeat them. */
  public static final int LONGEST_ID = 200;

  private static final String FIRST_INTERVAL = "trialstream.first_interval";
  private static final byte[] FIRST_INTERVAL_BYTES = utf8(FIRST_INTERVAL);

  private final String experiment;
  private final byte[] experimentBytes;
  private final String primaryMetric;
  private final byte[] primaryMetricBytes;
  private final Executions executions = new Executions();
  private final EarlierTrials earlier;
  private final long trials;
  private final long attempts;
  private final ExperimentLog log;

  /** What a record did. */
  public sealed interface Reading {

    /**
     * The record is a step of the experiment.
     *
     * @param trial the trial's number
     * @param execution the id of its execution, the same String for many of its records
     * @param effect what it did
     */
    record Applied(int trial, String execution, Effect effect) implements Reading {}

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
    this.experimentBytes = utf8(experiment);
    this.primaryMetric = objective.primaryMetric();
    this.primaryMetricBytes = utf8(primaryMetric);
    this.trials = specification.trials();
    this.earlier = new EarlierTrials(specification.warmStart().resumeFrom());
    this.attempts = specification.limits().maxRetries() + 1L;
    this.log =
        new ExperimentLog(objective.goal(), objective.primaryMetric(), specification.policy());
  }

  /** The steps applied so far. */
  public ExperimentLog log() {
    return log;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the record is of this experiment. */
  public boolean isOf(MetricView record) {
    return record.isOfExperiment(experimentBytes);
  }

  /** The trials of earlier experiments that the steps applied so far have started, by number. */
  public List<EarlierTrial> earlier() {
    return earlier.trials();
  }

  /** Applies a record of this experiment. */
  public Reading apply(MetricView record) {
    int trial = number(record);
    if (trial < 0) {
      return new Reading.Refused(
          "trial "
              + Sentences.shorten(record.trial(), LONGEST_ID)
              + " is none of this experiment; expected "
              + TrialIds.of(experiment, 0)
              + " to "
              + TrialIds.of(experiment, trials - 1));
    }
    if (record.attempt() < 1 || record.attempt() > attempts) {
      return new Reading.Refused(
          "attempt is " + record.attempt() + "; expected 1 to " + attempts + ", max_retries + 1");
    }
    String execution = executions.of(trial, record);
    if (execution.length() > LONGEST_ID || hasLongWorker(record)) {
      return new Reading.Refused(
          "the id of its execution or worker has more than " + LONGEST_ID + " characters");
    }
    boolean lost = record.state() == io.trialstream.avro.EndState.LOST;
    if (record.seq() < 1 && !lost) {
      return new Reading.Refused(
          "seq is " + record.seq() + "; expected 1, 2, ... over the records of the execution");
    }
    switch (record.kind()) {
      case STARTED -> {
        return started(trial, execution, record);
      }
      case REPORT -> {
        return report(trial, execution, record);
      }
      case ENDED -> {
        return ended(trial, execution, record);
      }
      default -> {
        return new Reading.Refused("its kind is unknown to this version; update the coordinator");
      }
    }
  }

  /**
   * Makes a trial of an earlier experiment known, as the record of its start does that is read
   * back.
   *
   * @param number the next number
   */
  public void introduce(int number, MetricView start) {
    earlier.started(number, start);
  }

  /** The number of the record's trial; -1 where it is none of this experiment. */
  private int number(MetricView record) {
    int own = record.trialNumber(experimentBytes);
    return own < 0 ? earlier.number(record) : own < trials ? own : -1;
  }

  private Reading started(int trial, String execution, MetricView record) {
    Effect effect = log.started(trial, record.attempt(), execution, record.seq());
    if (trial >= ExperimentLog.FIRST_EARLIER && !(effect instanceof Effect.Dropped)) {
      earlier.started(trial, record);
    }
    return new Reading.Applied(trial, execution, effect);
  }

  private static boolean hasLongWorker(MetricView record) {
    if (record.bytes().length <= LONGEST_ID) {
      return false;
    }
    String worker = record.event().getWorker();
    return worker != null && worker.length() > LONGEST_ID;
  }

  private Reading report(int trial, String execution, MetricView record) {
    if (!record.hasMetric() || !record.hasValue()) {
      return new Reading.Refused("a report needs a metric and a value; one of them is null");
    }
    return new Reading.Applied(
        trial,
        execution,
        log.report(
            trial, record.attempt(), execution, record.seq(), metric(record), record.value()));
  }

  /** The metric's name, without a new String for the names that count. */
  private String metric(MetricView record) {
    if (record.isOfMetric(primaryMetricBytes)) {
      return primaryMetric;
    }
    return record.isOfMetric(FIRST_INTERVAL_BYTES) ? FIRST_INTERVAL : record.metric();
  }

  private Reading ended(int trial, String execution, MetricView record) {
    io.trialstream.avro.EndState state = record.state();
    if (state == null || state == io.trialstream.avro.EndState.UNKNOWN) {
      return new Reading.Refused(
          "an end mark needs a state that this version knows: COMPLETED, FAILED, STOPPED, CANCELED"
              + " or LOST");
    }
    return new Reading.Applied(
        trial,
        execution,
        log.ended(
            trial, record.attempt(), execution, record.seq(), EndState.valueOf(state.name())));
  }
}
