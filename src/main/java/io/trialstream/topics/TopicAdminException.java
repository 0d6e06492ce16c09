package io.trialstream.topics;

import org.apache.kafka.common.KafkaException;

/** The broker cannot do what was asked of it; the message is a sentence. */
public final class TopicAdminException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whether Kafka says by this that a client could not be set up. */
  public static boolean isOfUnusableClient(KafkaException failure) {
    return String.valueOf(failure.getMessage()).startsWith("Failed to c");
  }

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
