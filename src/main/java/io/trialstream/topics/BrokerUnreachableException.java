package io.trialstream.topics;

/** No broker answers at the address; the message is a sentence that says what to do. */
public final class BrokerUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerUnreachableException(String bootstrapServers, Throwable cause) {
    super(
        "No Kafka broker answers at %s: start one there, or set %s to where it is."
            .formatted(bootstrapServers, ConfigKeys.BOOTSTRAP_SERVERS),
        cause);
  }
}
