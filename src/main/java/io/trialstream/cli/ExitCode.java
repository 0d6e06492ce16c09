package io.trialstream.cli;

/** The exit codes. */
final class ExitCode {
  /** Done; for an experiment: completed, with a score. */
  static final int OK = 0;

  /** Not done; for an experiment: it ended otherwise, or is no longer watched. */
  static final int ENDED_OTHERWISE = 1;

  /** Bad input: nothing was started. */
  static final int BAD_INPUT = 2;

  /** Ended at once, by a second Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
