package io.trialstream.scheduling;

import java.util.EnumMap;
import java.util.Map;

/** How many trials of an experiment are in each state. */
final class TrialCounts {
  private final Map<TrialStatus, Integer> byStatus = new EnumMap<>(TrialStatus.class);
  private int open;

  int of(TrialStatus status) {
    return byStatus.getOrDefault(status, 0);
  }

  /** Trials suggested and not ended: those that hold a slot. */
  int open() {
    return open;
  }

  void enter(TrialState state) {
    byStatus.merge(state.status(), 1, Integer::sum);
    open += state.open() ? 1 : 0;
  }

  void leave(TrialState state) {
    byStatus.merge(state.status(), -1, Integer::sum);
    open -= state.open() ? 1 : 0;
  }
}
