package io.trialstream.stopping;

import io.trialstream.stopping.Effect.Reason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records count. The last seen {@code seq} of the execution that owns its trial's latest
 * attempt is held by the trial, that of any other execution here: few ever exist.
 */
final class Admission {
  private final Map<Execution, Long> strangers = new HashMap<>();

  /** An execution by its id and what it claims to run. */
  private record Execution(int trial, int attempt, String id) {}

  /**
   * Whether a record counts that carries a {@code seq}; remembers it as seen.
   *
   * @param trial null before the trial's first record
   * @return why it is dropped; null where it counts
   */
  @Nullable Reason admit(
      @Nullable Trial trial, int number, int attempt, String execution, long seq) {
    if (trial != null && trial.isRunBy(attempt, execution)) {
      if (seq <= trial.lastSeq()) {
        return Reason.DUPLICATE;
      }
      trial.saw(seq);
      return trial.hasEnded() ? Reason.AFTER_END : null;
    }
    Execution stranger = new Execution(number, attempt, execution);
    if (seq <= strangers.getOrDefault(stranger, 0L)) {
      return Reason.DUPLICATE;
    }
    strangers.put(stranger, seq);
    return refuse(trial, attempt);
  }

  /**
   * Whether a mark counts that somebody else wrote for the execution.
   *
   * @return why it is dropped; null where it counts
   */
  static @Nullable Reason admitMark(@Nullable Trial trial, int attempt, String execution) {
    if (trial != null && trial.isRunBy(attempt, execution)) {
      return trial.hasEnded() ? Reason.AFTER_END : null;
    }
    return refuse(trial, attempt);
  }

  private static Reason refuse(@Nullable Trial trial, int attempt) {
    return trial != null && attempt < trial.attempt()
        ? Reason.SUPERSEDED_ATTEMPT
        : Reason.FOREIGN_EXECUTION;
  }

  /** An execution that has started an attempt owns it from here on; its record was just refused. */
  void owns(int trial, int attempt, String execution) {
    strangers.remove(new Execution(trial, attempt, execution));
  }

  /** The trial's owner is about to lose it to a higher attempt. */
  void loses(Trial trial) {
    strangers.put(
        new Execution(trial.number(), trial.attempt(), trial.execution()), trial.lastSeq());
  }
}
