package io.trialstream.topics;

import java.util.Optional;

/** Trial ids, {@code <experiment>_<number>}. */
public final class TrialIds {
  private TrialIds() {}

  /**
   * A trial's id in its parts.
   *
   * @param experiment the experiment's id
   * @param number the trial's number, from 0
   */
  public record TrialId(String experiment, int number) {}

  /**
   * The id of an experiment's trial.
   *
   * @param number from 0
   */
  public static String of(String experiment, long number) {
    return experiment + "_" + number;
  }

  /**
   * The parts of a trial's id; empty where it is none. The experiment's id may hold underscores
   * itself: the number is behind the last one, in the form that {@link #of} writes.
   */
  public static Optional<TrialId> parse(String trial) {
    int underscore = trial.lastIndexOf('_');
    if (underscore < 1) {
      return Optional.empty();
    }
    String digits = trial.substring(underscore + 1);
    try {
      int number = Integer.parseInt(digits);
      return digits.equals(Integer.toString(number)) && number >= 0
          ? Optional.of(new TrialId(trial.substring(0, underscore), number))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
