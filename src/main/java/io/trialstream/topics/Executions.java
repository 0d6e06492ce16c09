package io.trialstream.topics;

import io.trialstream.stopping.ExperimentLog;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * The ids of the executions that were seen last, so that the reports of one are given the same String
 * instead of a new one each time. A table of one place a trial number, numbers wrapped: what falls on
 * a taken place replaces it. A place is a line of the processor's cache, the id's length and its
 * bytes, so that with thousands of trials a look costs one miss. Longer ids are not kept.
 */
final class Executions {
  private static final int PLACE = 64;
  private static final int MOST = 1 << 17;

  private byte[] known = new byte[64 * PLACE];
  private @Nullable String[] ids = new String[64];

  /** The id of the record's execution. */
  String of(int number, MetricView record) {
    boolean earlier = number >= ExperimentLog.FIRST_EARLIER;
    int trial = earlier ? number - ExperimentLog.FIRST_EARLIER : number;
    if (trial >= ids.length && ids.length < MOST) {
      grow(trial);
    }
    int place = trial & (ids.length - 1);
    String id = ids[place];
    int at = place * PLACE;
    if (id != null && record.isOfExecution(known, at + 1, known[at])) {
      return id;
    }
    String next = record.execution();
    int length = record.copyExecution(known, at + 1, PLACE - 1);
    known[at] = (byte) length;
    ids[place] = length < 0 ? null : next;
    return next;
  }

  private void grow(int trial) {
    int length = ids.length;
    while (length <= trial && length < MOST) {
      length *= 2;
    }
    // Those known keep their places: all had numbers below the old length.
    known = Arrays.copyOf(known, length * PLACE);
    ids = Arrays.copyOf(ids, length);
  }
}
