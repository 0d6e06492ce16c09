package io.trialstream.replay;

import java.util.List;

/** Nothing tells which metric of a log is the primary one. */
public final class UnknownMetricException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> metrics;

  UnknownMetricException(List<String> metrics) {
    super("The log has " + metrics.size() + " metrics, and no event tells the primary one");
    this.metrics = metrics;
  }

  /** The metrics of the log, in the order of their first reports; empty where it has none. */
  public List<String> metrics() {
    return metrics;
  }
}
