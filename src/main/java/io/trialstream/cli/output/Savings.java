package io.trialstream.cli.output;

import io.trialstream.api.TrialJson;
import java.util.List;
import java.util.Optional;

/**
 * What stopping trials early saved.
 *
 * @param notRun the intervals that stopped trials did not report
 * @param all the intervals that completed and stopped trials would have reported together
 */
public record Savings(long notRun, long all) {

  /**
   * The savings of an experiment: each stopped trial is held against the median length of the
   * completed ones. Empty where no trial was stopped, or none completed to compare with.
   */
  public static Optional<Savings> of(List<TrialJson> trials) {
    int[] completed = intervals(trials, "COMPLETED");
    int[] stopped = intervals(trials, "STOPPED");
    if (completed.length == 0 || stopped.length == 0) {
      return Optional.empty();
    }
    int whole = completed[completed.length / 2];
    long all = 0;
    for (int length : completed) {
      all += length;
    }
    long notRun = 0;
    for (int length : stopped) {
      all += Math.max(whole, length);
      notRun += Math.max(0, whole - length);
    }
    return all == 0 ? Optional.empty() : Optional.of(new Savings(notRun, all));
  }

  /** In ascending order. */
  private static int[] intervals(List<TrialJson> trials, String state) {
    return trials.stream()
        .filter(trial -> trial.state().equals(state))
        .mapToInt(TrialJson::intervals)
        .sorted()
        .toArray();
  }

  /**
   * The savings as a sentence.
   *
   * @param unit what an interval is to the reader, such as {@code epochs}
   */
  public String sentence(String unit) {
    return "stopping saved %d%% of the %s: %d of %d not run"
        .formatted(Math.round(100.0 * notRun / all), unit, notRun, all);
  }
}
