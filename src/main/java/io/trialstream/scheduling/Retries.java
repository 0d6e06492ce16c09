package io.trialstream.scheduling;

/**
 * How often a trial is tried again.
 *
 * @param maxRetries further attempts at most, from 0
 * @param retryFailed whether a failed attempt is tried again, not only a lost one
 */
public record Retries(int maxRetries, boolean retryFailed) {

  /** Whether another attempt may follow the given one (from 1). */
  boolean allowsAfter(int attempt) {
    return attempt <= maxRetries;
  }
}
