package io.trialstream.stopping;

import io.trialstream.settings.Settings;

/**
 * {@code median_stopping}: stops a trial whose best so far is strictly worse than the median of the
 * peers' running averages at the interval.
 */
final class MedianStopping extends StoppingPolicy {
  static final String NAME = "median_stopping";

  MedianStopping(Schedule schedule) {
    super(NAME, schedule);
  }

  static MedianStopping read(Settings settings) {
    return new MedianStopping(Schedule.read(settings));
  }
}
