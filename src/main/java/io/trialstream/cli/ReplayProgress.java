package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Says now and then how far a replay has come. */
final class ReplayProgress {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final Console console;
  private final InstantSource clock;
  private long events;
  private Instant next;

  ReplayProgress(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
    this.next = clock.instant().plus(PAUSE);
  }

  /** So many more events have been applied. */
  void applied(int more) {
    events += more;
    Instant now = clock.instant();
    if (now.isAfter(next)) {
      console.say("%,d events replayed…".formatted(events));
      next = now.plus(PAUSE);
    }
  }
}
