package io.trialstream.worker;

import io.trialstream.avro.EndState;

/**
 * What an execution was told to do.
 *
 * @param endState what its end mark says, whatever the exit status
 * @param reason why, a sentence; may be empty
 */
record Order(EndState endState, String reason) {

  /** The early-termination policy ends it. */
  static Order stop(String reason) {
    return new Order(EndState.STOPPED, reason);
  }

  /** A person, a limit, the experiment's end or a lost claim ends it. */
  static Order kill(String reason) {
    return new Order(EndState.CANCELED, reason);
  }
}
