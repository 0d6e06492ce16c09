package io.trialstream.coordinator;

import io.trialstream.scheduling.ScheduledTrial;
import io.trialstream.scheduling.TrialState;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.Standing;
import java.util.Optional;

/**
 * A trial of an {@link AskedExperiment} as it stood when its state last changed; immutable.
 *
 * @param trial the trial with its state
 * @param standing what the log said of it then; empty before its first record
 */
public record AskedTrial(ScheduledTrial trial, Optional<Standing> standing) {

  /** Its state. */
  public TrialState state() {
    return trial.state();
  }

  /** Whether the log gave the execution this trial's latest attempt, and has not lost it since. */
  public boolean isWith(String execution) {
    return standing
        .filter(known -> known.execution().equals(execution))
        .filter(known -> known.attempt() == state().attempt())
        .filter(known -> !(state() instanceof TrialState.Queued))
        .filter(known -> !known.ended().equals(Optional.of(EndState.LOST)))
        .isPresent();
  }
}
