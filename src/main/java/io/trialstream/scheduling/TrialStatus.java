package io.trialstream.scheduling;

/** A trial's state as people and topics see it. */
public enum TrialStatus {
  /** Suggested, not yet started. */
  QUEUED,
  /** An execution has started and not ended. */
  RUNNING,
  /** The process ended with exit 0. */
  COMPLETED,
  /** The process ended otherwise, could not be run, or was lost too often. */
  FAILED,
  /** The policy decided to stop it; the process may still be ending. */
  STOPPED,
  /** Ended by a person, a limit, or the experiment's end. */
  CANCELED;

  /** Whether no further attempt follows. */
  public boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }
}
