package io.trialstream.cli;

import java.util.List;

/** A command cannot go on; carries the sentences for the person who gave it, and the exit code. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> sentences;

  private Failure(int exitCode, List<String> sentences) {
    super(String.join("\n", sentences));
    this.exitCode = exitCode;
    this.sentences = List.copyOf(sentences);
  }

  /** What was given cannot be used. */
  static Failure badInput(String sentence) {
    return badInput(List.of(sentence));
  }

  /** What was given cannot be used, for several reasons. */
  static Failure badInput(List<String> sentences) {
    return new Failure(ExitCode.BAD_INPUT, sentences);
  }

  /** It went wrong on the way. */
  static Failure onTheWay(String sentence) {
    return new Failure(ExitCode.ENDED_OTHERWISE, List.of(sentence));
  }

  /** The exit code. */
  int exitCode() {
    return exitCode;
  }

  /** What went wrong, a line each. */
  List<String> sentences() {
    return sentences;
  }
}
