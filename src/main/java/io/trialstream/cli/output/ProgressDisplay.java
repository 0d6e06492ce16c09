package io.trialstream.cli.output;

import java.time.Duration;
import java.time.InstantSource;

/** Shows an experiment's progress on standard error while it runs. */
public interface ProgressDisplay extends AutoCloseable {

  /** The experiment stands so. */
  void show(Progress progress);

  /** Says something else than progress. */
  void say(String line);

  /** Shows what was last shown as final. */
  @Override
  void close();

  /** A bar where standard error is a terminal, otherwise lines. */
  static ProgressDisplay on(Console console, InstantSource clock) {
    return console.terminal().error().isPresent()
        ? new ProgressBarDisplay(console)
        : new ProgressLines(console, clock, Duration.ofSeconds(3));
  }
}
