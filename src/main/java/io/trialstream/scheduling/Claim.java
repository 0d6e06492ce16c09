package io.trialstream.scheduling;

/**
 * Who runs an attempt.
 *
 * @param execution the execution that owns it
 * @param worker the agent's id, or the name of a worker that asked for it over HTTP
 * @param inbox the partition of {@code commands} on which the agent listens; {@link #NO_INBOX}
 *     where nobody listens, and the worker is told what to do when it reports
 */
public record Claim(String execution, String worker, int inbox) {
  /** The inbox of a worker that has none. */
  public static final int NO_INBOX = -1;
}
