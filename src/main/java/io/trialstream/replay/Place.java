package io.trialstream.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where the log has an event.
 *
 * @param partition the partition of {@code metrics}; empty where it is not known
 * @param offset the offset there; empty where it is not known
 * @param time the log's time; empty where it is not known
 */
public record Place(OptionalInt partition, OptionalLong offset, Optional<Instant> time) {

  Place(int partition, long offset, Optional<String> time) {
    this(
        partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition),
        offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset),
        time.flatMap(Place::instant));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
