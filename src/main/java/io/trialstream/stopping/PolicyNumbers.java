package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers of a policy's settings that have bounds; one out of bounds is a problem, and empty. */
final class PolicyNumbers {
  private PolicyNumbers() {}

  /** A whole number that fits into an int. */
  static OptionalLong atLeast(int least, String key, Settings settings) {
    OptionalLong value = settings.integer(key);
    if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > Integer.MAX_VALUE)) {
      settings.problem(key, "must be " + wholeFrom(least) + ", but is " + value.getAsLong());
      return OptionalLong.empty();
    }
    return value;
  }

  /** The same, where the key may not be left out. */
  static OptionalLong requiredAtLeast(int least, String key, String what, Settings settings) {
    if (!settings.has(key)) {
      settings.problem(key, "is missing: give " + what + ", " + wholeFrom(least));
    }
    return atLeast(least, key, settings);
  }

  private static String wholeFrom(int least) {
    return "a whole number from " + least + " to " + Integer.MAX_VALUE;
  }

  /** A distance or a ratio: finite, 0 or more. */
  static OptionalDouble notNegative(String key, Settings settings) {
    OptionalDouble value = settings.number(key);
    if (value.isPresent() && !(value.getAsDouble() >= 0 && Double.isFinite(value.getAsDouble()))) {
      settings.problem(key, "must be a finite number of 0 or more, but is " + value.getAsDouble());
      return OptionalDouble.empty();
    }
    return value;
  }
}
