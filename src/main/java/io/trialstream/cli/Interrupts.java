package io.trialstream.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM for a command that waits: the first asks it to end, and wakes it up; a second
 * one insists and is obeyed at once, whatever the command does.
 */
final class Interrupts implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable insisted;
  private final SignalSource.Registration registration;
  private int signals;
  private boolean asked;
  private @Nullable Thread inCall;

  private Interrupts(SignalSource source, Runnable insisted) {
    this.insisted = insisted;
    this.registration = source.listen(this::signal);
  }

  /**
   * Listens from now on.
   *
   * @param insisted called, on the signal's own thread, at the second signal and each further one
   */
  static Interrupts listen(SignalSource source, Runnable insisted) {
    return new Interrupts(source, insisted);
  }

  /** A call that may take long and ends early when its thread is interrupted. */
  interface Call<T, E extends Exception> {
    T run() throws E;
  }

  /** Whether the command is asked to end. */
  boolean asked() {
    lock.lock();
    try {
      return asked;
    } finally {
      lock.unlock();
    }
  }

  /** Takes note of the request: what waits from now on is not disturbed by it again. */
  void acknowledge() {
    lock.lock();
    try {
      asked = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a request to end, at most this long; whether there is one. */
  boolean await(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!asked && left > 0) {
        left = changed.awaitNanos(left);
      }
      return asked;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is a request to end. */
  void await() {
    while (!await(Duration.ofNanos(TimeUnit.DAYS.toNanos(1)))) {
      // A day has passed.
    }
  }

  /**
   * Runs the call; a request to end interrupts it.
   *
   * @return its result; empty where there is a request to end, whatever the call did
   */
  <T, E extends Exception> Optional<T> call(Call<T, E> call) throws E {
    lock.lock();
    try {
      if (asked) {
        return Optional.empty();
      }
      inCall = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    try {
      T result = call.run();
      return finished() ? Optional.empty() : Optional.of(result);
    } catch (Exception e) {
      if (finished()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Ends the interruptible part; whether there is a request to end. */
  private boolean finished() {
    lock.lock();
    try {
      inCall = null;
      if (asked) {
        Thread.interrupted();
      }
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    boolean again;
    lock.lock();
    try {
      signals++;
      again = signals > 1;
      if (!again) {
        asked = true;
        changed.signalAll();
        if (inCall != null) {
          inCall.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
    if (again) {
      insisted.run();
    }
  }

  @Override
  public void close() {
    registration.close();
  }
}
