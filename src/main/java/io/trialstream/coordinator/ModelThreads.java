package io.trialstream.coordinator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

/**
 * Where models work: a few threads for the whole server, which give way to the stream threads. What
 * is asked for first is done first.
 */
final class ModelThreads implements Executor, AutoCloseable {
  static final String NAME = "trialstream-sampler-";

  private static final long IDLE_SECONDS = 60;

  /** Enough for stops not to wait for a fit; few enough for a fit to end on a busy machine. */
  private static final int NICE = 10;

  private static final Duration[] DURATIONS =
      DoubleStream.of(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
          .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
          .toArray(Duration[]::new);

  private final ThreadPoolExecutor threads;
  private final Timer waiting;
  private final Timer working;

  /**
   * @param count how many at most, 1 or more
   */
  ModelThreads(int count, MeterRegistry registry) {
    this.waiting =
        Timer.builder("trialstream.sampler.wait")
            .description("What jobs of sampling models waited for a thread")
            .register(registry);
    this.working =
        Timer.builder("trialstream.sampler.fit")
            .description("What jobs of sampling models, fits and proposals, took")
            .serviceLevelObjectives(DURATIONS)
            .register(registry);
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
    Gauge.builder("trialstream.sampler.queue", threads, pool -> pool.getQueue().size())
        .description("Jobs of sampling models that wait for a thread")
        .baseUnit("jobs")
        .register(registry);
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
    long start = System.nanoTime();
    threads.execute(
        () -> {
          waiting.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
          working.record(work);
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
