package io.trialstream.replay;

import io.trialstream.stopping.ExperimentLog;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers trials of earlier experiments in the order in which a log mentions them, which is the
 * order in which they start there.
 */
public final class EarlierNumbers {
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The number of the trial with this id, from {@link ExperimentLog#FIRST_EARLIER}. */
  public int number(String id) {
    return numbers.computeIfAbsent(id, any -> ExperimentLog.FIRST_EARLIER + numbers.size());
  }
}
