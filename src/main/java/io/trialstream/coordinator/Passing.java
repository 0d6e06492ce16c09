package io.trialstream.coordinator;

import java.util.OptionalInt;

/**
 * What a record did when its owner passed it.
 *
 * @param kind whether it counts
 * @param interval of a report of the primary metric its interval, from 1; empty for all others, and
 *     for a repeated one whose interval is not remembered
 */
public record Passing(Kind kind, OptionalInt interval) {

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

  static Passing of(Kind kind) {
    return new Passing(kind, OptionalInt.empty());
  }
}
