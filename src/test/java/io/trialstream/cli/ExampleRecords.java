package io.trialstream.cli;

import io.trialstream.avro.Command;
import io.trialstream.avro.CommandKind;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.avro.TrialStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** A record of each topic, for the documentation. */
final class ExampleRecords {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final String EXPERIMENT = "digits";
  private static final String TRIAL = "digits_7";
  private static final String EXECUTION = "0b1e7c1a-5c1d-4a57-9d0e-1f6f0f6a2c11";
  private static final String AGENT = "agent-1";
  private static final List<Parameter> PARAMETERS =
      List.of(new Parameter("learning_rate", 0.05), new Parameter("hidden", 64L));

  private ExampleRecords() {}

  /**
   * What the documentation says of a topic.
   *
   * @param topic its name behind the prefix
   * @param key what its key is
   * @param example the example's key
   * @param partition what decides the partition
   * @param value the example's value
   */
  record Example(
      String topic, String key, String example, String partition, SpecificRecord value) {}

  /** All, in the order of the documentation. */
  static List<Example> all() {
    return List.of(
        new Example("requests", "the experiment's id", EXPERIMENT, "the key's hash", request()),
        new Example("trials.POOL", "the trial's id", TRIAL, "the key's hash", suggestion()),
        new Example("metrics", "the experiment's id", EXPERIMENT, "the key's hash", report()),
        new Example("heartbeats", "the experiment's id", EXPERIMENT, "the key's hash", heartbeat()),
        new Example("commands", "the execution's id", EXECUTION, "the agent's inbox", command()),
        new Example("decisions", "the experiment's id", EXPERIMENT, "the key's hash", decision()),
        new Example(
            "experiments", "the experiment's id", EXPERIMENT, "the key's hash", experiment()),
        new Example(
            "leaderboard", "the trial's id", TRIAL, "the hash of the experiment's id", entry()),
        new Example("dead-letters", "as found", EXPERIMENT, "the key's hash", letter()));
  }

  private static Request request() {
    return Request.newBuilder()
        .setExperiment(EXPERIMENT)
        .setId("5f0c9c8e")
        .setAction(RequestAction.CANCEL)
        .setTime(TIME)
        .setRequestedBy("ada")
        .setReason("found better")
        .build();
  }

  private static Suggestion suggestion() {
    return Suggestion.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setNumber(7)
        .setAttempt(1)
        .setTime(TIME)
        .setParameters(PARAMETERS)
        .setCommand(List.of("java", "Digits.java", "--lr", "${{search_space.learning_rate}}"))
        .setPrimaryMetric("accuracy")
        .build();
  }

  private static MetricEvent report() {
    return MetricEvent.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setAttempt(1)
        .setExecution(EXECUTION)
        .setSeq(3)
        .setKind(EventKind.REPORT)
        .setTime(TIME)
        .setMetric("accuracy")
        .setValue(0.25)
        .build();
  }

  static Heartbeat heartbeat() {
    return Heartbeat.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setAttempt(1)
        .setExecution(EXECUTION)
        .setTime(TIME)
        .setWorker(AGENT)
        .setInbox(5)
        .build();
  }

  private static Command command() {
    return Command.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setAttempt(1)
        .setExecution(EXECUTION)
        .setKind(CommandKind.STOP)
        .setInbox(5)
        .setReason("Trial digits_7 was stopped by bandit at interval 10")
        .setTime(TIME)
        .build();
  }

  private static Decision decision() {
    return Decision.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setAttempt(1)
        .setPolicy("bandit")
        .setInterval(10)
        .setValue(0.25)
        .setLimit(0.75)
        .setPeers(12)
        .setReason("its best so far, 0.25, is worse than the limit 0.75")
        .setPartition(2)
        .setOffset(4711)
        .setTime(TIME)
        .build();
  }

  private static Experiment experiment() {
    return Experiment.newBuilder()
        .setExperiment(EXPERIMENT)
        .setState(ExperimentStatus.RUNNING)
        .setSubmitted(TIME)
        .setMetricsPartition(2)
        .setMetricsFrom(4200)
        .setRequest("5f0c9c8d")
        .setSeed(42)
        .setQueued(0)
        .setRunning(4)
        .setCompleted(3)
        .setFailed(0)
        .setStopped(1)
        .setCanceled(0)
        .setBestTrial("digits_2")
        .setBestScore(0.875)
        .setSpecification("type: sweep\n…")
        .build();
  }

  private static LeaderboardEntry entry() {
    return LeaderboardEntry.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(TRIAL)
        .setNumber(7)
        .setAttempt(1)
        .setState(TrialStatus.STOPPED)
        .setParameters(PARAMETERS)
        .setMetric("accuracy")
        .setScore(0.25)
        .setInterval(9)
        .setIntervals(10)
        .setTime(TIME)
        .build();
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setTopic("trialstream.metrics")
        .setPartition(2)
        .setOffset(4712)
        .setReason("a report needs a metric and a value; one of them is null")
        .setValue(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)))
        .setTime(TIME)
        .build();
  }
}
