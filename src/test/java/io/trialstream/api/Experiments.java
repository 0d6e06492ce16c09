package io.trialstream.api;

import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import java.time.Instant;

/** Experiment files and records to test with. */
public final class Experiments {
  private Experiments() {}

  /** A small file that can be used, with the given id. */
  public static String file(String name) {
    return "name: " + name + "\n" + file();
  }

  /** A small file that can be used, without an id. */
  public static String file() {
    return """
        type: sweep
        trial:
          command: python train.py
        search_space:
          rate: {type: uniform, min_value: 0.1, max_value: 0.9}
          layers: {type: choice, values: [1, 2, 3]}
        sampling_algorithm: random
        objective: {goal: maximize, primary_metric: accuracy}
        early_termination: {type: median_stopping}
        limits: {max_total_trials: 5}
        """;
  }

  /** A small file without a command: its trials are asked for. */
  public static String askedFile(String name) {
    return file(name).replace("trial:\n  command: python train.py\n", "");
  }

  /** A running experiment of {@link #file(String)}. */
  public static Experiment.Builder record(String id, String request) {
    return Experiment.newBuilder()
        .setExperiment(id)
        .setRequest(request)
        .setSpecification(file(id))
        .setSeed(7)
        .setState(ExperimentStatus.RUNNING)
        .setSubmitted(Instant.parse("2026-01-01T00:00:00Z"))
        .setMetricsPartition(0)
        .setMetricsFrom(0)
        .setQueued(0)
        .setRunning(0)
        .setCompleted(0)
        .setFailed(0)
        .setStopped(0)
        .setCanceled(0);
  }

  /** The experiment that a coordinator makes of a submission. */
  public static Experiment record(Request submission) {
    return record(submission.getExperiment(), submission.getId())
        .setSpecification(submission.getSpecification())
        .setBaseDirectory(submission.getBaseDirectory())
        .setSeed(submission.getSeed())
        .setOwner(submission.getRequestedBy())
        .build();
  }
}
