package io.trialstream.experiment;

/** A command that is no argument vector; the message is the sentence that says why. */
final class MalformedCommandException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedCommandException(String sentence) {
    super(sentence, null, false, false);
  }

  /** The sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
