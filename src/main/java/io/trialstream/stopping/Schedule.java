package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

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
    return read(settings, delay -> Math.max(1, delay));
  }

  /**
   * Reads the schedule of a policy that by itself lets early intervals pass.
   *
   * @param first the first interval where such a policy can stop a trial, given the delay
   */
  static Schedule read(Settings settings, LongUnaryOperator first) {
    OptionalLong every = PolicyNumbers.atLeast(1, EVERY, settings);
    return new Schedule(delay(settings, first), (int) every.orElse(1));
  }

  /** Reads the schedule of a policy that chooses its intervals by itself. */
  static Schedule readDelay(Settings settings, String intervals, LongUnaryOperator first) {
    if (settings.has(EVERY)) {
      settings.warning(EVERY, "is not used: " + intervals);
    }
    return new Schedule(delay(settings, first), 1);
  }

  private static int delay(Settings settings, LongUnaryOperator first) {
    OptionalLong delay = PolicyNumbers.atLeast(0, DELAY, settings);
    boolean wrong = settings.has(DELAY) && delay.isEmpty();
    long from = first.applyAsLong(delay.orElse(0));
    if (!wrong && from < RECOMMENDED_DELAY) {
      settings.warning(
          DELAY,
          "trials can be stopped from interval "
              + from
              + " on, where few early values decide; "
              + RECOMMENDED_DELAY
              + " or more is recommended");
    }
    return (int) delay.orElse(0);
  }
}
