package io.trialstream.stopping;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the log says of one trial: its latest attempt, the values that stand, how it ended. */
final class Trial {
  private final int number;
  private final Curve curve = new Curve();
  private int attempt;
  private String execution;
  private long lastSeq;
  private int interval;
  private int firstInterval = 1;
  private @Nullable EndState ended;
  private @Nullable Decision stopped;
  private boolean finished;

  /** The standers that it is one of; theirs to keep. */
  @Nullable Standers standers;

  /** Whether the ranking has yet to move it; the ranking's to keep. */
  boolean moved;

  Trial(int number, int attempt, String execution, long seq) {
    this.number = number;
    this.attempt = attempt;
    this.execution = execution;
    this.lastSeq = seq;
  }

  int number() {
    return number;
  }

  /** Whether it is a trial of an earlier experiment: a peer that is never judged. */
  boolean isEarlier() {
    return number >= ExperimentLog.FIRST_EARLIER;
  }

  int attempt() {
    return attempt;
  }

  String execution() {
    return execution;
  }

  long lastSeq() {
    return lastSeq;
  }

  Curve curve() {
    return curve;
  }

  /** The latest interval that the attempt reported; 0 before its first primary report. */
  int interval() {
    return interval;
  }

  /** The interval that the attempt's first primary report has. */
  int firstInterval() {
    return firstInterval;
  }

  /** Whether the attempt's end mark is in the log. */
  boolean hasEnded() {
    return ended != null;
  }

  /** Whether the policy decided to stop the trial. */
  boolean isStopped() {
    return stopped != null;
  }

  /**
   * Whether the last of its primary reports and end marks is a COMPLETED, FAILED or CANCELED mark,
   * and the policy did not stop it.
   */
  boolean isFinished() {
    return finished;
  }

  boolean isRunBy(int attempt, String execution) {
    return this.attempt == attempt && this.execution.equals(execution);
  }

  /** A higher attempt starts. */
  void restart(int attempt, String execution, long seq) {
    this.attempt = attempt;
    this.execution = execution;
    this.lastSeq = seq;
    interval = 0;
    firstInterval = 1;
    ended = null;
  }

  void saw(long seq) {
    lastSeq = seq;
  }

  void resumesAt(int firstInterval) {
    this.firstInterval = firstInterval;
  }

  /** Counts a primary report; its interval. */
  int advance() {
    interval = interval == 0 ? firstInterval : interval + 1;
    return interval;
  }

  void end(EndState state) {
    ended = state;
  }

  void stop(Decision decision) {
    stopped = decision;
  }

  void finish(boolean finished) {
    this.finished = finished;
  }

  Standing standing(Goal goal) {
    return new Standing(
        number,
        attempt,
        execution,
        Optional.ofNullable(ended),
        Optional.ofNullable(stopped),
        curve.count(),
        curve.bestValue(goal),
        curve.bestInterval());
  }
}
