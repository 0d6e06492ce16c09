package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalLong;

/**
 * {@code truncation_selection}: stops a trial that is among the worst {@code truncation_percentage}
 * percent of the peers at the interval by best so far.
 */
final class TruncationSelection extends StoppingPolicy {
  static final String NAME = "truncation_selection";
  private static final String PERCENTAGE = "truncation_percentage";
  private static final String EXCLUDE = "exclude_finished_jobs";

  private final int percentage;
  private final boolean excludeFinishedJobs;

  /**
   * @param percentage 1 to 99
   * @param excludeFinishedJobs whether trials that ended by themselves are no peers
   */
  TruncationSelection(Schedule schedule, int percentage, boolean excludeFinishedJobs) {
    super(NAME, schedule);
    this.percentage = percentage;
    this.excludeFinishedJobs = excludeFinishedJobs;
  }

  static TruncationSelection read(Settings settings) {
    OptionalLong percentage = settings.integer(PERCENTAGE);
    if (!settings.has(PERCENTAGE)) {
      settings.problem(
          PERCENTAGE,
          "is missing: give the percentage of trials to stop at each evaluation, a whole number"
              + " from 1 to 99");
    } else if (percentage.isPresent()
        && (percentage.getAsLong() < 1 || percentage.getAsLong() > 99)) {
      settings.problem(
          PERCENTAGE, "must be a whole number from 1 to 99, but is " + percentage.getAsLong());
    }
    boolean exclude = settings.flag(EXCLUDE).orElse(false);
    return new TruncationSelection(
        Schedule.read(settings), (int) Math.min(99, Math.max(1, percentage.orElse(1))), exclude);
  }
}
