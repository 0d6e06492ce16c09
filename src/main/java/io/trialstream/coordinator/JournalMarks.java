package io.trialstream.coordinator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What each trial's last record in a journal said, the attempt and the seq side by side, where the
 * processor's cache finds both.
 */
final class JournalMarks {
  private static final int MOST_TRIALS = 1 << 20;

  private @Nullable String[] executions = {};
  private long[] marks = {};

  /** Whether what is said of the trial is kept; makes room for it. */
  boolean remembers(int trial) {
    if (trial >= MOST_TRIALS) {
      return false;
    }
    if (trial >= executions.length) {
      int room = Math.max(16, Integer.highestOneBit(trial) << 1);
      executions = Arrays.copyOf(executions, room);
      marks = Arrays.copyOf(marks, 2 * room);
    }
    return true;
  }

  /** Whether the last record was of this attempt and execution. */
  boolean isOf(int trial, int attempt, String execution) {
    return marks[2 * trial] == attempt && execution.equals(executions[trial]);
  }

  int attempt(int trial) {
    return (int) marks[2 * trial];
  }

  long seq(int trial) {
    return marks[2 * trial + 1];
  }

  /**
   * The execution of the last record.
   *
   * @throws IllegalStateException where there was none
   */
  String execution(int trial) {
    String last = executions[trial];
    if (last == null) {
      throw new IllegalStateException(
          "the journal has a record of trial " + trial + " before one that names its execution");
    }
    return last;
  }

  /** The next record is of the same attempt and execution. */
  void saw(int trial, long seq) {
    marks[2 * trial + 1] = seq;
  }

  void put(int trial, int attempt, String execution, long seq) {
    marks[2 * trial] = attempt;
    executions[trial] = execution;
    marks[2 * trial + 1] = seq;
  }
}
