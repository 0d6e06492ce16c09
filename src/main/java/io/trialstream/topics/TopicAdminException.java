package io.trialstream.topics;

/** The broker cannot do what was asked of it; the message is a sentence. */
public final class TopicAdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TopicAdminException(String sentence) {
    super(sentence);
  }

  TopicAdminException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
