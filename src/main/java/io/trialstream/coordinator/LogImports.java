package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import io.trialstream.topics.TrialstreamConfig;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Imports on threads of their own, a few at a time. */
final class LogImports implements Imports, AutoCloseable {
  private static final int AT_ONCE = 2;

  private final TrialstreamConfig config;
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService executor;

  LogImports(TrialstreamConfig config) {
    this.config = config;
    this.executor = Executors.newFixedThreadPool(AT_ONCE, this::thread);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "trialstream-import-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Import start(Experiment experiment, Specification specification) {
    LogImport started = new LogImport(config, experiment, specification);
    executor.execute(started);
    return started;
  }

  /** Gives up what is under way; another instance starts it again. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
