package io.trialstream.server;

/** A best trial was asked for, and no trial that counts has a score. */
final class NoScoreException extends Exception {
  private static final long serialVersionUID = 1L;

  NoScoreException(String experiment) {
    super("No trial of experiment '%s' that counts here has a score yet".formatted(experiment));
  }
}
