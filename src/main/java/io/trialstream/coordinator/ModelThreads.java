package io.trialstream.coordinator;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where models work: a few threads for the whole server, which give way to the stream threads. What
 * is asked for first is done first.
 */
final class ModelThreads implements Executor, AutoCloseable {
  static final String NAME = "trialstream-sampler-";

  private static final long IDLE_SECONDS = 60;

  /** Enough for stops not to wait for a fit; few enough for a fit to end on a busy machine. */
  private static final int NICE = 10;

  private final ThreadPoolExecutor threads;

  /**
   * @param count how many at most, 1 or more
   */
  ModelThreads(int count) {
    // What is asked for behind the end is never done: nobody is there to take it.
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            names(),
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory names() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Runnable yielding =
          () -> {
            Niceness.raise(NICE);
            work.run();
          };
      Thread thread = new Thread(yielding, NAME + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
