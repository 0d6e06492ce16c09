package io.trialstream.coordinator;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who asked for trials, from the question to the release of what was offered. */
final class Ask {
  private static final long NOT_YET = -1;

  private final int count;
  private final String execution;
  private final CompletableFuture<Offer> answer = new CompletableFuture<>();
  private final IntArrayList held = new IntArrayList();
  private long settledAt = NOT_YET;
  private Optional<Offer.Trials> offered = Optional.empty();

  Ask(int count, String execution) {
    this.count = count;
    this.execution = execution;
  }

  CompletableFuture<Offer> answer() {
    return answer;
  }

  String execution() {
    return execution;
  }

  /** The trials that are held for it. */
  IntArrayList held() {
    return held;
  }

  /** How many trials it still lacks. */
  int missing() {
    return isSettled() || answer.isDone() ? 0 : count - held.size();
  }

  /** Whether it gets no further trials. */
  boolean isSettled() {
    return settledAt != NOT_YET;
  }

  /**
   * It gets no further trials; those that it has must become durable.
   *
   * @param commits the store's count of commits so far
   */
  void settle(long commits) {
    settledAt = commits;
  }

  /** Whether what is held for it is durable by now. */
  boolean isDurable(long commits) {
    return isSettled() && commits > settledAt;
  }

  void answer(Offer.Trials trials) {
    offered = Optional.of(trials);
    answer.complete(trials);
  }

  /** Whether nobody wants the answer, or it has been made use of. */
  boolean isOver() {
    return answer.isCancelled() || offered.filter(trials -> trials.released().get()).isPresent();
  }
}
