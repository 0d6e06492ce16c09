package io.trialstream.stopping;

/** How an execution ended, as its end mark in the log says. */
public enum EndState {
  /** The process ended with exit 0. */
  COMPLETED,
  /** The process ended otherwise, or could not be run. */
  FAILED,
  /** The agent obeyed a stop, the policy's decision. */
  STOPPED,
  /** The agent obeyed a kill. */
  CANCELED,
  /** The coordinator's mark for a worker that is gone. */
  LOST
}
