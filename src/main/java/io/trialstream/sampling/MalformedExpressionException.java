package io.trialstream.sampling;

/** A text that is no expression; the message is the sentence that says what was expected. */
final class MalformedExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedExpressionException(String sentence) {
    super(sentence, null, false, false);
  }

  /** The sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
