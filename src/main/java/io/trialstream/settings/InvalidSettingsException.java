package io.trialstream.settings;

import java.util.List;
import java.util.stream.Collectors;

/** An experiment file that cannot be used; carries every problem found, in the file's order. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one
   */
  public InvalidSettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the file's order. */
  public List<Problem> problems() {
    return problems;
  }
}
