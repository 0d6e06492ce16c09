package io.trialstream.stopping;

import io.trialstream.settings.Settings;

/** {@code none}: every trial runs to its end. */
final class NoStopping extends StoppingPolicy {
  static final String NAME = "none";

  NoStopping() {
    super(NAME, Schedule.ALWAYS);
  }

  static NoStopping read(Settings unused) {
    return new NoStopping();
  }

  /** What stopped a trial: never asked. */
  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric) + goal.below() + " the limit " + decision.limitText();
  }

  @Override
  Judge judge(Goal goal) {
    return Judge.NONE;
  }

  @Override
  public String toString() {
    return NAME;
  }
}
