package io.trialstream.worker;

import io.trialstream.avro.Suggestion;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The attempts that an agent took lately, so that a suggestion that the broker delivers again is
 * not run again. Not safe for use by several threads.
 */
final class RecentAttempts {
  private static final int MAX = 10_000;

  private record Attempt(String trial, int attempt) {}

  private final Set<Attempt> attempts = new LinkedHashSet<>();

  /** Remembers the attempt; whether it is a new one. */
  boolean add(Suggestion suggestion) {
    boolean added = attempts.add(new Attempt(suggestion.getTrial(), suggestion.getAttempt()));
    if (attempts.size() > MAX) {
      attempts.remove(attempts.iterator().next());
    }
    return added;
  }
}
