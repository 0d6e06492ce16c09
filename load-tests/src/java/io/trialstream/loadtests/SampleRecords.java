package io.trialstream.loadtests;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.Suggestion;
import io.trialstream.avro.TrialStatus;
import io.trialstream.topics.AvroCodec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Records as an experiment of usual size has them: five hyperparameters, six words of command, 200
 * trials that take turns.
 */
final class SampleRecords {
  static final String EXPERIMENT = "resnet-lr-sweep";
  private static final int TRIALS = 200;

  private final AvroCodec<MetricEvent> events = new AvroCodec<>(MetricEvent.class);
  private final AvroCodec<Heartbeat> heartbeats = new AvroCodec<>(Heartbeat.class);
  private final AvroCodec<Suggestion> suggestions = new AvroCodec<>(Suggestion.class);
  private final AvroCodec<LeaderboardEntry> entries = new AvroCodec<>(LeaderboardEntry.class);

  /** A kind of record, made from its number among the records of its topic. */
  enum Kind {
    REPORT,
    HEARTBEAT,
    SUGGESTION,
    LEADERBOARD
  }

  /** The key of a record. */
  String key(Kind kind, int number) {
    return switch (kind) {
      case REPORT, HEARTBEAT -> EXPERIMENT;
      case SUGGESTION, LEADERBOARD -> trial(number);
    };
  }

  /** The bytes of a record. */
  byte[] value(Kind kind, int number) {
    return switch (kind) {
      case REPORT -> events.encode(report(number));
      case HEARTBEAT -> heartbeats.encode(heartbeat(number));
      case SUGGESTION -> suggestions.encode(suggestion(number));
      case LEADERBOARD -> entries.encode(entry(number));
    };
  }

  private static String trial(int number) {
    return EXPERIMENT + "_" + number % TRIALS;
  }

  private static String execution(int number) {
    return new UUID(0x6f2c_19d4_8a7bL * (number % TRIALS + 1), 0x9e37_79b9L * (number % TRIALS + 1))
        .toString();
  }

  private static Instant time(int number) {
    return Instant.ofEpochMilli(1_767_225_600_000L + 13L * number);
  }

  private static double value(int number) {
    return 1 - 1 / (1 + Math.sqrt(number));
  }

  private static MetricEvent report(int number) {
    return MetricEvent.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(trial(number))
        .setAttempt(1)
        .setExecution(execution(number))
        .setSeq(2 + number / TRIALS)
        .setKind(EventKind.REPORT)
        .setTime(time(number))
        .setMetric("val_accuracy")
        .setValue(value(number))
        .build();
  }

  private static Heartbeat heartbeat(int number) {
    return Heartbeat.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(trial(number))
        .setAttempt(1)
        .setExecution(execution(number))
        .setWorker("gpu-node-17.example/3f9a2c51")
        .setInbox(7)
        .setTime(time(number))
        .build();
  }

  private static List<Parameter> parameters(int number) {
    return List.of(
        new Parameter("learning_rate", value(number) / 100),
        new Parameter("batch_size", 64L),
        new Parameter("optimizer", "adamw"),
        new Parameter("weight_decay", value(number) / 1000),
        new Parameter("dropout", 0.3));
  }

  private static Suggestion suggestion(int number) {
    return Suggestion.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(trial(number))
        .setNumber(number % TRIALS)
        .setAttempt(1)
        .setTime(time(number))
        .setParameters(parameters(number))
        .setCommand(
            List.of(
                "python3",
                "train.py",
                "--learning-rate",
                "${{search_space.learning_rate}}",
                "--batch-size",
                "${{search_space.batch_size}}"))
        .setCode("/shared/code/resnet")
        .setPrimaryMetric("val_accuracy")
        .build();
  }

  private static LeaderboardEntry entry(int number) {
    return LeaderboardEntry.newBuilder()
        .setExperiment(EXPERIMENT)
        .setTrial(trial(number))
        .setNumber(number % TRIALS)
        .setAttempt(1)
        .setState(TrialStatus.RUNNING)
        .setParameters(parameters(number))
        .setMetric("val_accuracy")
        .setScore(value(number))
        .setInterval(1 + number / TRIALS)
        .setIntervals(1 + number / TRIALS)
        .setTime(time(number))
        .build();
  }
}
