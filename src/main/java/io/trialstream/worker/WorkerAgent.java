package io.trialstream.worker;

import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.util.Set;

/** A running worker agent. */
public final class WorkerAgent implements AutoCloseable {

  /**
   * What an agent is and may run.
   *
   * @param pool the worker pool it serves
   * @param slots the trials it runs at once, from 1
   * @param allowed the programs it may run, a command's first word each; {@code *} for any
   * @param directory its journal and the attempts' directories
   */
  public record Options(String pool, int slots, Set<String> allowed, Path directory) {}

  /** Starts an agent; creates the pool's topic where it is missing. */
  public static WorkerAgent start(TrialstreamConfig config, Options options) {
    throw new UnsupportedOperationException(config.toString() + options);
  }

  /** Takes no further trial and waits until those that run have ended. */
  public void drain() {
    throw new UnsupportedOperationException();
  }

  /** Kills what runs, sends what is journaled, and leaves. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
