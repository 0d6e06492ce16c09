package io.trialstream.loadtests;

import java.io.PrintStream;
import java.time.Duration;

/** Says on standard error how far a load test is: some take many minutes. */
final class Progress {
  private final PrintStream err;
  private final long startNanos = System.nanoTime();

  Progress(PrintStream err) {
    this.err = err;
  }

  /** Says what is being done now. */
  void say(String format, Object... arguments) {
    Duration since = Duration.ofNanos(System.nanoTime() - startNanos);
    err.printf(
        "%3d:%02d  %s%n",
        since.toMinutes(), since.toSecondsPart(), String.format(format, arguments));
    err.flush();
  }
}
