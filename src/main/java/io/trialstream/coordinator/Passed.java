package io.trialstream.coordinator;

/** What came of a record of {@code metrics}. */
enum Passed {
  /** It counts. */
  COUNTED,
  /** A duplicate, another execution's, or behind the attempt's end. */
  DROPPED,
  /** Its experiment has ended. */
  LATE,
  /** It cannot be used, and went to the dead letters. */
  DEAD_LETTER
}
