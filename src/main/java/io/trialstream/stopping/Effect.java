package io.trialstream.stopping;

import java.util.List;

/** What one record did to its experiment's log. */
public sealed interface Effect {

  /** The record does not count. */
  record Dropped(Reason reason) implements Effect {}

  /**
   * The record counts, except that what it says cannot be used: a {@code
   * trialstream.first_interval} that is not whole or out of range. Belongs to the dead letters.
   *
   * @param sentence what is wrong, what was expected, and what is done instead
   * @param counted how the record counts all the same
   */
  record Unusable(String sentence, Counted counted) implements Effect {}

  /**
   * The record counts.
   *
   * @param interval for a report of the primary metric its interval, from 1; otherwise 0
   * @param scoreChanged whether the trial's score changed, or the interval where it was first
   *     reached
   * @param decisions the trials that this record makes stoppable, in order
   */
  record Counted(int interval, boolean scoreChanged, List<Decision> decisions) implements Effect {}

  /** Why a record is dropped. */
  enum Reason {
    /** Its {@code seq} is not above the last seen of its execution. */
    DUPLICATE,
    /** Another execution owns the attempt, or none has started it. */
    FOREIGN_EXECUTION,
    /** A higher attempt has started. */
    SUPERSEDED_ATTEMPT,
    /** The attempt's end mark stands before it. */
    AFTER_END
  }
}
