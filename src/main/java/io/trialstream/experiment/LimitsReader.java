package io.trialstream.experiment;

import io.trialstream.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code limits}, and the limits among our own additions. */
final class LimitsReader {
  private static final long MOST_TRIALS = Integer.MAX_VALUE;
  private static final long LONGEST_SECONDS = 10_000_000_000L;
  private static final long DEFAULT_TRIALS = 1000;
  private static final long DEFAULT_TIMEOUT_SECONDS = 5_184_000;
  private static final long DEFAULT_RETRIES = 2;

  private LimitsReader() {}

  /** Reads the limits; a default stands for what has a problem. */
  static Limits read(Settings limits, Settings additions) {
    long trials = Reading.whole(limits, "max_total_trials", 1, MOST_TRIALS).orElse(DEFAULT_TRIALS);
    OptionalLong trialTimeout = Reading.whole(limits, "trial_timeout", 1, LONGEST_SECONDS);
    return new Limits(
        trials,
        Reading.whole(limits, "max_concurrent_trials", 1, MOST_TRIALS).orElse(trials),
        Duration.ofSeconds(
            Reading.whole(limits, "timeout", 1, LONGEST_SECONDS).orElse(DEFAULT_TIMEOUT_SECONDS)),
        trialTimeout.isPresent()
            ? Optional.of(Duration.ofSeconds(trialTimeout.getAsLong()))
            : Optional.empty(),
        (int) Reading.whole(additions, "max_retries", 0, MOST_TRIALS).orElse(DEFAULT_RETRIES),
        additions.flag("retry_failed").orElse(false),
        Reading.whole(additions, "max_failed_trials", 0, MOST_TRIALS));
  }
}
