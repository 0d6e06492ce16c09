package io.trialstream.embedded;

/** The broker cannot start; the message is a sentence that says why and what to do. */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerStartException(String sentence) {
    super(sentence);
  }

  BrokerStartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
