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

  /**
   * The number of a trial of the given experiment, or -1 where the id is none of it. Allocates
   * nothing.
   */
  static int numberIn(String experiment, String trial) {
    int first = experiment.length() + 1;
    int digits = trial.length() - first;
    boolean leadingZero = digits > 1 && trial.charAt(first) == '0';
    if (digits < 1
        || digits > 9
        || leadingZero
        || trial.charAt(first - 1) != '_'
        || !trial.startsWith(experiment)) {
      return -1;
    }
    int number = 0;
    for (int i = first; i < trial.length(); i++) {
      char digit = trial.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = 10 * number + (digit - '0');
    }
    return number;
  }
}
