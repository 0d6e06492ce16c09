package io.trialstream.server;

/** The server cannot listen on its address; the message is a sentence that says what to do. */
public final class AddressUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  AddressUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
