package io.trialstream.topics;

import org.jspecify.annotations.Nullable;

/**
 * The ids of the executions that were seen last, so that the reports of one are given the same
 * String instead of a new one each time. A table of one place a trial number, numbers wrapped: what
 * falls on a taken place replaces it.
 */
final class Executions {
  private static final int MOST = 1 << 17;

  private @Nullable Known[] known = new Known[64];

  private record Known(byte[] bytes, String id) {}

  /** The id of the record's execution. */
  String of(int trial, MetricView record) {
    if (trial >= known.length && known.length < MOST) {
      grow(trial);
    }
    int place = trial & (known.length - 1);
    Known last = known[place];
    if (last != null && record.isOfExecution(last.bytes())) {
      return last.id();
    }
    Known next = new Known(record.executionBytes(), record.execution());
    known[place] = next;
    return next.id();
  }

  private void grow(int trial) {
    int length = known.length;
    while (length <= trial && length < MOST) {
      length *= 2;
    }
    // Those known keep their places: all had numbers below the old length.
    @Nullable Known[] larger = new Known[length];
    System.arraycopy(known, 0, larger, 0, known.length);
    known = larger;
  }
}
