package io.trialstream.worker;

/** A suggestion that this agent cannot run; the message is a sentence that says why. */
final class UnrunnableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnrunnableException(String sentence) {
    super(sentence);
  }

  UnrunnableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
