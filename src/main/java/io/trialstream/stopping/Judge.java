package io.trialstream.stopping;

import java.util.List;

/**
 * A policy at work on one experiment: it keeps the statistics that the policy needs, and decides.
 * It is told what happens to the values that stand, in the order of the log; trials that the policy
 * stopped are not mentioned again, their values stay as they are. What a judge is told beside the
 * reports matters where it compares trials or keeps something of its own; others pass it over.
 */
interface Judge {

  /** Decides nothing and keeps nothing. */
  Judge NONE = (trial, value) -> List.of();

  /**
   * The trial reported its next interval, which is on its curve already.
   *
   * @param value the value as reported
   * @return the trials to stop, in order; the judge forgets by itself that they run
   */
  List<Decision> reported(Trial trial, double value);

  /** The same of a trial of an earlier experiment: it becomes a peer, and nobody is judged. */
  default void joins(Trial trial) {}

  /** The trial does not run until its next report: it ended, or a higher attempt started. */
  default void rests(Trial trial) {}

  /** The trial's values from this interval on, still on its curve, are about to be taken back. */
  default void rewinds(Trial trial, int interval) {}

  /** The trial finished: {@link Trial#isFinished()} has become true. */
  default void leaves(Trial trial) {}

  /** The trial has not finished after all: it reports again, or its next attempt was lost. */
  default void returns(Trial trial) {}
}
