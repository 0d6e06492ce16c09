package io.trialstream.coordinator;

import io.trialstream.avro.Command;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.Suggestion;
import io.trialstream.scheduling.Claim;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.TrialIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends records to the topology's sinks. */
final class Destinations {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

  static final String SUGGESTIONS = "to-trials";
  static final String COMMANDS = "to-commands";
  static final String DECISIONS = "to-decisions";
  static final String EXPERIMENTS = "to-experiments";
  static final String LEADERBOARD = "to-leaderboard";
  static final String DEAD_LETTERS = "to-dead-letters";

  /** As much of a value as a dead letter holds: with the rest it must fit into a record. */
  private static final int DEAD_LETTER_BYTES = 512 << 10;

  private static final int DEAD_LETTER_KEY = 16 << 10;

  private final ProcessorContext<Object, Object> context;
  private final CoordinatorMeters meters;

  Destinations(ProcessorContext<Object, Object> context, CoordinatorMeters meters) {
    this.context = context;
    this.meters = meters;
  }

  void suggestion(Suggestion suggestion) {
    context.forward(record(suggestion.getTrial(), suggestion), SUGGESTIONS);
  }

  /**
   * Sends an order; to an execution that has no inbox, or whose name nobody of ours has, nothing.
   */
  void command(Command command) {
    if (command.getInbox() == Claim.NO_INBOX
        || command.getExecution().length() > MetricLog.LONGEST_ID
        || TrialIds.parse(command.getTrial())
            .filter(trial -> trial.experiment().equals(command.getExperiment()))
            .isEmpty()) {
      return;
    }
    context.forward(record(command.getExecution(), command), COMMANDS);
    meters.ordered(command.getKind());
  }

  void decision(Decision decision) {
    context.forward(record(decision.getExperiment(), decision), DECISIONS);
  }

  void experiment(Experiment experiment) {
    context.forward(record(experiment.getExperiment(), experiment), EXPERIMENTS);
  }

  void leaderboard(LeaderboardEntry entry) {
    context.forward(record(entry.getTrial(), entry), LEADERBOARD);
  }

  /**
   * Sends the record in process to the dead letters; of a very long key or value, its beginning.
   *
   * @param bytes its value as found
   * @param sentence why it cannot be used
   */
  void deadLetter(Record<?, ?> record, byte[] bytes, String sentence) {
    RecordMetadata place =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a dead letter outside a record"));
    String reason = Orders.bounded(sentence);
    LOG.atWarn()
        .addKeyValue("topic", place.topic())
        .addKeyValue("partition", place.partition())
        .addKeyValue("offset", place.offset())
        .addKeyValue("reason", reason)
        .log("Record sent to the dead letters");
    String key = beginning(String.valueOf(record.key()));
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(place.topic())
            .setPartition(place.partition())
            .setOffset(place.offset())
            .setTime(Instant.ofEpochMilli(record.timestamp()))
            .setReason(reason)
            .setKey(record.key() == null ? null : bytes(key))
            .setValue(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, DEAD_LETTER_BYTES)))
            .build();
    context.forward(record(key, letter), DEAD_LETTERS);
    meters.deadLetter(place.topic());
  }

  private static String beginning(String key) {
    return key.length() <= DEAD_LETTER_KEY ? key : key.substring(0, DEAD_LETTER_KEY);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private Record<Object, Object> record(String key, SpecificRecord value) {
    return new Record<>(key, value, context.currentSystemTimeMs());
  }
}
