package io.trialstream.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a file and what is doubtful; the same thing said twice counts once. */
final class Problems {
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
    return List.copyOf(sorted);
  }
}
