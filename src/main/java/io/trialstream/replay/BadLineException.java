package io.trialstream.replay;

/** A line that holds no event; its message is the sentence that says why. */
final class BadLineException extends Exception {
  private static final long serialVersionUID = 1L;

  BadLineException(String sentence) {
    super(sentence, null, false, false);
  }
}
