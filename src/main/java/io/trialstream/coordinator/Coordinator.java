package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.Optional;

/** The running Streams application. */
public final class Coordinator implements AutoCloseable {

  /** Whether the application works. */
  public enum Health {
    /** It starts or rebalances: no answers yet. */
    STARTING,
    /** It runs. */
    RUNNING,
    /** It failed and does not come back by itself. */
    FAILED
  }

  /**
   * Starts the application; returns at once.
   *
   * @param host the address under which other instances reach this one's REST API
   * @param port its port
   */
  public static Coordinator start(TrialstreamConfig config, String host, int port) {
    throw new UnsupportedOperationException(config.toString() + host + port);
  }

  /** Whether it works. */
  public Health health() {
    throw new UnsupportedOperationException();
  }

  /** Which instance answers for the experiment. */
  public Placement locate(String experiment) {
    throw new UnsupportedOperationException(experiment);
  }

  /**
   * The experiment's trials, where this instance owns it; empty where it does not, or does not know
   * the experiment.
   */
  public Optional<ExperimentView> view(String experiment) {
    throw new UnsupportedOperationException(experiment);
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
