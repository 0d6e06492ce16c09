package io.trialstream.scheduling;

/** An experiment's state as people and topics see it. */
public enum ExperimentStatus {
  /** Until the last end mark. */
  RUNNING,
  /** All its trials have ended. */
  COMPLETED,
  /** A person or its timeout ended it. */
  CANCELED,
  /** Too many of its trials failed. */
  FAILED
}
