package io.trialstream.loadtests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Takes the time since it was made, on the thread that made it. */
final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long wallNanos = System.nanoTime();
  private final long processorNanos = THREADS.getCurrentThreadCpuTime();

  /**
   * A time.
   *
   * @param wallNanos by the clock on the wall
   * @param processorNanos of this thread: what others do on the machine is not in it
   */
  record Time(long wallNanos, long processorNanos) {}

  /** The time until now. */
  Time time() {
    return new Time(
        System.nanoTime() - wallNanos, THREADS.getCurrentThreadCpuTime() - processorNanos);
  }
}
