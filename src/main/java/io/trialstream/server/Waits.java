package io.trialstream.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what another thread completes, within one span of time. */
final class Waits {
  private final long endNanos;

  private Waits(long endNanos) {
    this.endNanos = endNanos;
  }

  /** All waits together take this long at most, from now on. */
  static Waits within(Duration span) {
    return new Waits(System.nanoTime() + span.toNanos());
  }

  /** What it completes with; empty where the time runs out first. */
  <T> Optional<T> on(CompletableFuture<T> future) throws InterruptedException {
    try {
      long left = Math.max(0, endNanos - System.nanoTime());
      return Optional.of(future.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
