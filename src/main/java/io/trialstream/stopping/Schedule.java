package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalLong;

/**
 * Which intervals a policy judges.
 *
 * @param delayEvaluation the first that can be judged, from 0; default 0
 * @param evaluationInterval only multiples of it are judged, from 1; default 1
 */
record Schedule(int delayEvaluation, int evaluationInterval) {
  private static final String DELAY = "delay_evaluation";
  private static final String EVERY = "evaluation_interval";
  private static final int RECOMMENDED_DELAY = 5;

  /** Every interval. */
  static final Schedule ALWAYS = new Schedule(0, 1);

  /** Reads the schedule; warns where it lets few early values decide. */
  static Schedule read(Settings settings) {
    OptionalLong every = atLeast(1, EVERY, settings);
    OptionalLong delay = atLeast(0, DELAY, settings);
    if (!settings.has(DELAY) || isShort(delay)) {
      settings.warning(
          DELAY,
          "trials can be stopped from interval "
              + Math.max(1, delay.orElse(0))
              + " on, where few early values decide; "
              + RECOMMENDED_DELAY
              + " or more is recommended");
    }
    return new Schedule((int) delay.orElse(0), (int) every.orElse(1));
  }

  private static boolean isShort(OptionalLong delay) {
    return delay.isPresent() && delay.getAsLong() < RECOMMENDED_DELAY;
  }

  private static OptionalLong atLeast(int least, String key, Settings settings) {
    OptionalLong value = settings.integer(key);
    if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > Integer.MAX_VALUE)) {
      settings.problem(
          key,
          "must be a whole number from "
              + least
              + " to "
              + Integer.MAX_VALUE
              + ", but is "
              + value.getAsLong());
      return OptionalLong.empty();
    }
    return value;
  }
}
