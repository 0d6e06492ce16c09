package io.trialstream.coordinator;

import io.trialstream.sampling.Parameter;
import io.trialstream.scheduling.ExperimentStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What came of asking an {@link AskedExperiment} for trials. */
public sealed interface Offer {

  /**
   * Trials that are durable: no crash gives their numbers to others.
   *
   * @param trials fewer than were asked for, or none, where the limits allow no more
   * @param status where the experiment stands
   * @param released whether the asker is done with them
   */
  record Trials(List<Offered> trials, ExperimentStatus status, AtomicBoolean released)
      implements Offer {
    static Trials of(List<Offered> trials, ExperimentStatus status) {
      return new Trials(List.copyOf(trials), status, new AtomicBoolean());
    }

    /** The asker is done: what it has not started is offered to others. */
    public void release() {
      released.set(true);
    }
  }

  /** The experiment goes to another instance: ask there. */
  record Withdrawn() implements Offer {}

  /**
   * An attempt at a trial.
   *
   * @param trial the trial's number
   * @param attempt the attempt, from 1
   * @param parameters its hyperparameters
   * @param started whether the asker's execution has started it already, when it asked before
   */
  record Offered(int trial, int attempt, List<Parameter> parameters, boolean started) {}
}
