package io.trialstream.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong with a file and what is doubtful; the same thing said twice counts once.
 * Of very many, the first are shown.
 */
final class Problems {
  /** A person reads no more of them at once. */
  static final int MOST = 100;

  private static final Comparator<Problem> BY_LINE = Comparator.comparingInt(Problem::line);

  private final Set<Problem> errors = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();

  void error(int line, String key, String sentence) {
    errors.add(new Problem(line, key, sentence));
  }

  void warning(int line, String key, String sentence) {
    warnings.add(new Problem(line, key, sentence));
  }

  /** The errors in the file's order. */
  List<Problem> errors() {
    return sorted(errors);
  }

  /** The warnings in the file's order. */
  List<Problem> warnings() {
    return sorted(warnings);
  }

  private static List<Problem> sorted(Set<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(BY_LINE);
    if (sorted.size() <= MOST) {
      return List.copyOf(sorted);
    }
    List<Problem> first = new ArrayList<>(sorted.subList(0, MOST));
    first.add(new Problem(0, "", "and " + (sorted.size() - MOST) + " more"));
    return List.copyOf(first);
  }
}
