package io.trialstream.api;

import org.apache.kafka.common.errors.InterruptException;

/** Kafka's unchecked form of an interruption, turned back into Java's own. */
final class Interruptions {
  private Interruptions() {}

  /**
   * The interruption to be thrown; the thread's interrupted status, which Kafka sets, is cleared.
   */
  static InterruptedException checked(InterruptException cause) {
    Thread.interrupted();
    InterruptedException e = new InterruptedException("Interrupted while waiting for Kafka");
    e.initCause(cause);
    return e;
  }
}
