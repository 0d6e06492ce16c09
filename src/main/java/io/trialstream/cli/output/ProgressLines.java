package io.trialstream.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Progress for a file or a pipe: a line whenever something changed, and not more often than asked.
 */
final class ProgressLines implements ProgressDisplay {
  private final Console console;
  private final InstantSource clock;
  private final Duration pause;
  private String shown = "";
  private Instant next = Instant.MIN;
  private Optional<Progress> pending = Optional.empty();

  /**
   * @param pause the shortest time between two lines
   */
  ProgressLines(Console console, InstantSource clock, Duration pause) {
    this.console = console;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public void show(Progress progress) {
    pending = Optional.of(progress);
    Instant now = clock.instant();
    if (!now.isBefore(next) && print(progress)) {
      next = now.plus(pause);
    }
  }

  /** Prints the progress where it differs from what was printed; whether it did. */
  private boolean print(Progress progress) {
    String summary = progress.ended() + progress.summary(",");
    if (summary.equals(shown)) {
      return false;
    }
    console.say(progress.line());
    shown = summary;
    return true;
  }

  @Override
  public void say(String line) {
    console.say(line);
  }

  @Override
  public void close() {
    pending.ifPresent(this::print);
  }
}
