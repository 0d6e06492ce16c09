package io.trialstream.topics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the executions that were seen last, so that the reports of one are given the same
 * String instead of a new one each time. A table of one place a trial number, numbers wrapped: what
 * falls on a taken place replaces it.
 */
final class Executions {
  private static final int MOST = 1 << 17;

  private byte[] @Nullable [] known = new byte[64][];
  private @Nullable String[] ids = new String[64];

  /** The id of the record's execution. */
  String of(int trial, MetricView record) {
    if (trial >= known.length && known.length < MOST) {
      grow(trial);
    }
    int place = trial & (known.length - 1);
    byte[] last = known[place];
    String id = ids[place];
    if (last == null || id == null || !record.isOfExecution(last)) {
      known[place] = record.executionBytes();
      id = record.execution();
      ids[place] = id;
    }
    return id;
  }

  private void grow(int trial) {
    int length = known.length;
    while (length <= trial && length < MOST) {
      length *= 2;
    }
    // Those known keep their places: all had numbers below the old length.
    known = Arrays.copyOf(known, length);
    ids = Arrays.copyOf(ids, length);
  }
}
