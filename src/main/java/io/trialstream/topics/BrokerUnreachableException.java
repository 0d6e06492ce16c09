package io.trialstream.topics;

/** No broker answers at the address; the message is a sentence that says what to do. */
public final class BrokerUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String bootstrapServers;

  BrokerUnreachableException(String bootstrapServers, Throwable cause) {
    super(sentence(bootstrapServers, ConfigKeys.BOOTSTRAP_SERVERS), cause);
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * The message for somebody who gave the address by other means.
   *
   * @param setting what they gave it by, such as an option's name
   */
  public String sentence(String setting) {
    return sentence(bootstrapServers, setting);
  }

  private static String sentence(String bootstrapServers, String setting) {
    return "No Kafka broker answers at %s: start one there, or set %s to where it is."
        .formatted(bootstrapServers, setting);
  }
}
