package io.trialstream.worker;

import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.AvroCodec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the executions of an agent share.
 *
 * @param agent the agent's id
 * @param mark a NAME=value for the environment of every training process of this agent's life
 * @param inbox the partition of {@code commands} on which the agent listens
 * @param directory the agent's directory, absolute
 * @param allowed the programs it may run; {@code *} for any
 * @param grace the time between SIGTERM and SIGKILL
 */
record Workplace(
    String agent,
    String mark,
    int inbox,
    Path directory,
    Set<String> allowed,
    Duration grace,
    Guardian guardian,
    Journal journal,
    JournalSender sender,
    AvroCodec<MetricEvent> codec,
    Clock clock,
    WorkerMeters meters) {
  private static final String ANY = "*";

  /**
   * Requires that a program may be run here.
   *
   * @param word a command's first word
   * @throws UnrunnableException where it may not
   */
  void requireAllowed(String word) throws UnrunnableException {
    if (!allowed.contains(word) && !allowed.contains(ANY)) {
      throw new UnrunnableException(
          "Worker %s may not run %s, only %s: start it with --allow %s, or --allow '*' for any program."
              .formatted(agent, word, String.join(", ", new TreeSet<>(allowed)), word));
    }
  }
}
