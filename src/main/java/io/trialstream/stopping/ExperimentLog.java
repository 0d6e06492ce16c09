package io.trialstream.stopping;

import java.util.Optional;

/**
 * An experiment's log, applied record by record: which records count, the statistics per interval,
 * and what the policy decides. A pure function of the records and of the constructor's arguments.
 * Not safe for use by several threads.
 */
public final class ExperimentLog {

  /** An experiment without records. */
  public ExperimentLog(Goal goal, String primaryMetric, StoppingPolicy policy) {
    throw new UnsupportedOperationException(goal + primaryMetric + policy);
  }

  /** An execution started an attempt. */
  public Effect started(int trial, int attempt, String execution, long seq) {
    throw new UnsupportedOperationException();
  }

  /** An execution reported a value of a metric. */
  public Effect report(
      int trial, int attempt, String execution, long seq, String metric, double value) {
    throw new UnsupportedOperationException();
  }

  /**
   * An execution ended.
   *
   * @param seq not looked at where the state is LOST
   */
  public Effect ended(int trial, int attempt, String execution, long seq, EndState state) {
    throw new UnsupportedOperationException();
  }

  /** The trial as the log has it; empty before its first record. */
  public Optional<Standing> standing(int trial) {
    throw new UnsupportedOperationException();
  }

  /** The trials with a score, best first, ties in order of trial number; a copy. */
  public int[] ranking() {
    throw new UnsupportedOperationException();
  }

  /** The records dropped for this reason. */
  public long dropped(Effect.Reason reason) {
    throw new UnsupportedOperationException();
  }
}
