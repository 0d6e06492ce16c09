package io.trialstream.topics;

/** The broker cannot do what was asked of it; the message is a sentence. */
public final class TopicAdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A Kafka client that could not be set up with the settings that it was given. */
  public static String unusableClient(Throwable failure) {
    return "A Kafka client cannot be set up: " + AdminFailures.reason(failure);
  }

  TopicAdminException(String sentence) {
    super(sentence);
  }

  TopicAdminException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
