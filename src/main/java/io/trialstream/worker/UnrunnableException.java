package io.trialstream.worker;

/** A suggestion that this agent cannot run. */
final class UnrunnableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  UnrunnableException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  UnrunnableException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** Why, and what to do. */
  String sentence() {
    return sentence;
  }
}
