package io.trialstream.topics;

import io.trialstream.avro.Command;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.Suggestion;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topics by name: the one place that knows what they are called.
 *
 * @param prefix starts each name
 * @param format how their values stand on them
 */
public record Topics(String prefix, WireFormat format) {

  /** Topics whose values are in single-object encoding. */
  public Topics(String prefix) {
    this(prefix, WireFormat.singleObject());
  }

  /** All that are the same everywhere: the pools' are not among them. */
  public List<Topic<?>> fixed() {
    return List.of(
        requests(),
        metrics(),
        heartbeats(),
        commands(),
        decisions(),
        experiments(),
        leaderboard(),
        deadLetters());
  }

  /** What people ask: submit, cancel, stop a trial. Key: experiment. */
  public Topic<Request> requests() {
    return topic("requests", Request.class);
  }

  /** Suggestions to the workers of a pool. Key: trial. */
  public Topic<Suggestion> trials(String pool) {
    return topic("trials." + pool, Suggestion.class);
  }

  /** The logs of the experiments. Key: experiment. */
  public Topic<MetricEvent> metrics() {
    return topic("metrics", MetricEvent.class);
  }

  /** Lease renewals. Key: experiment. */
  public Topic<Heartbeat> heartbeats() {
    return topic("heartbeats", Heartbeat.class);
  }

  /** Stop and kill orders, by inbox partition. Key: execution. */
  public Topic<Command> commands() {
    return topic("commands", Command.class);
  }

  /** Every stop with its evidence. Key: experiment. */
  public Topic<Decision> decisions() {
    return topic("decisions", Decision.class);
  }

  /** Specification and state of every experiment; compacted. Key: experiment. */
  public Topic<Experiment> experiments() {
    return topic("experiments", Experiment.class);
  }

  /** Every trial as it stands; compacted. Key: trial, partitioned by experiment. */
  public Topic<LeaderboardEntry> leaderboard() {
    return topic("leaderboard", LeaderboardEntry.class);
  }

  /** What could not be read or used. Key: as found. */
  public Topic<DeadLetter> deadLetters() {
    return topic("dead-letters", DeadLetter.class);
  }

  /** The share group of a pool's workers. */
  public String shareGroup(String pool) {
    return named("workers-" + pool);
  }

  /**
   * A name for something else than a topic of this set, such as {@code trialstream-coordinator}.
   */
  public String named(String what) {
    return prefix.isEmpty() ? what : prefix.replaceFirst("[._-]+$", "") + "-" + what;
  }

  private <T extends SpecificRecord> Topic<T> topic(String name, Class<T> type) {
    return new Topic<>(prefix + name, type, format);
  }
}
