package io.trialstream.loadtests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast an application works through a log that is there already.
 *
 * @param perSecond records a second, by what it has committed
 * @param cpuNanos processor time of its stream threads a record, in nanoseconds
 */
record Rate(double perSecond, double cpuNanos) {
  private static final long STEP_NANOS = 10_000_000;

  /**
   * Waits until the application has committed all records.
   *
   * @param warmUp the share of them at the start that is not measured
   */
  static Rate measure(Deployment deployment, String application, long records, double warmUp)
      throws InterruptedException {
    long before = deployment.committed(application);
    long from = before + (long) ((records - before) * warmUp);
    long committed = before;
    while (committed <= from) {
      LockSupport.parkNanos(STEP_NANOS);
      committed = deployment.committed(application);
    }
    long start = committed;
    long startNanos = System.nanoTime();
    long startCpu = cpu(application);
    long endCpu = startCpu;
    while (committed < records) {
      LockSupport.parkNanos(STEP_NANOS);
      endCpu = cpu(application);
      committed = deployment.committed(application);
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double measured = records - start;
    return new Rate(measured / seconds, (endCpu - startCpu) / measured);
  }

  private static long cpu(String application) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null
          && thread.getThreadName().startsWith(application + "-")
          && thread.getThreadName().contains("-StreamThread-")) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }
}
