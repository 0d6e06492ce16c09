package io.trialstream.worker;

/** An agent cannot start; the message is a sentence that says why and what to do. */
public final class WorkerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkerStartException(String sentence) {
    super(sentence);
  }

  WorkerStartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
