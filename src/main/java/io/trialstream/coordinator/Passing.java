package io.trialstream.coordinator;

import java.util.OptionalInt;

/**
 * What a record did when its owner passed it.
 *
 * @param kind whether it counts
 * @param interval of a report of the primary metric its interval, from 1; empty for all others, and
 *     for a repeated one whose interval is not remembered
 * @param lastSeq the highest seq that has been seen of the trial's execution
 */
public record Passing(Kind kind, OptionalInt interval, long lastSeq) {

  /** Whether a record counts. */
  public enum Kind {
    /** It does. */
    COUNTED,
    /** It, or a later one of its execution, had been passed before. */
    REPEATED,
    /** Another execution owns the attempt, or the attempt is over. */
    REFUSED,
    /** The experiment ended, or went to another instance, before the record was seen here. */
    UNSEEN
  }

  /** A record of an experiment that is not here any more. */
  static Passing unseen() {
    return new Passing(Kind.UNSEEN, OptionalInt.empty(), 0);
  }
}
