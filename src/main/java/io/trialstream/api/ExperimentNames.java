package io.trialstream.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** Ids for experiments whose files give none. */
final class ExperimentNames {
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int SUFFIX = 10;
  private static final int LONGEST_STEM = 40;

  private ExperimentNames() {}

  /**
   * An id that a request always gets again: the experiment's group, where its letters allow, and a
   * hash of the request's id.
   */
  static String generate(Optional<String> group, String request) {
    String stem =
        group
            .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"))
            .map(name -> name.substring(0, Math.min(name.length(), LONGEST_STEM)))
            .map(name -> name.replaceAll("^[^a-z]+|-+$", ""))
            .filter(name -> !name.isEmpty())
            .orElse("experiment");
    return stem + "-" + suffix(request);
  }

  private static String suffix(String request) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      suffix.append(ALPHABET.charAt(hash[i] & 31));
    }
    return suffix.toString();
  }
}
