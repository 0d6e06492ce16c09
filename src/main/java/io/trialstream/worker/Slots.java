package io.trialstream.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The places where executions run, a thread each. Filled by one thread. */
final class Slots implements AutoCloseable {
  private final int count;
  private final Semaphore free;
  private final ExecutorService threads;

  Slots(int count) {
    this.count = count;
    this.free = new Semaphore(count);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread =
                  new Thread(task, "trialstream-worker-slot-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Waits until a slot is free, or the time has passed; whether one is. */
  boolean awaitFree(long millis) throws InterruptedException {
    boolean isFree = free.tryAcquire(millis, TimeUnit.MILLISECONDS);
    if (isFree) {
      free.release();
    }
    return isFree;
  }

  /** Runs a task in a free slot. */
  void run(Runnable task) throws InterruptedException {
    free.acquire();
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            free.release();
          }
        });
  }

  /** Waits until all slots are free, or the time has passed; whether they are. */
  boolean awaitIdle(long millis) throws InterruptedException {
    boolean isIdle = free.tryAcquire(count, millis, TimeUnit.MILLISECONDS);
    if (isIdle) {
      free.release(count);
    }
    return isIdle;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
