package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.List;
import java.util.OptionalDouble;

/** {@code threshold}: stops a trial that reports a value outside of fixed bounds, or NaN. */
final class Threshold extends StoppingPolicy {
  static final String NAME = "threshold";
  private static final String LOWER = "lower";
  private static final String UPPER = "upper";

  private final OptionalDouble lower;
  private final OptionalDouble upper;

  /**
   * @param lower the least value that is allowed; empty where there is none
   * @param upper the greatest value that is allowed, not below the least; empty where there is none
   */
  Threshold(Schedule schedule, OptionalDouble lower, OptionalDouble upper) {
    super(NAME, schedule);
    this.lower = lower;
    this.upper = upper;
  }

  static Threshold read(Settings settings) {
    OptionalDouble lower = settings.number(LOWER);
    OptionalDouble upper = settings.number(UPPER);
    if (!settings.has(LOWER) && !settings.has(UPPER)) {
      settings.problem(
          LOWER,
          "is missing: threshold needs lower (the least value that is allowed), upper (the"
              + " greatest), or both");
    } else if (lower.isPresent()
        && upper.isPresent()
        && lower.getAsDouble() > upper.getAsDouble()) {
      settings.problem(
          UPPER,
          "must not be below lower, which is "
              + lower.getAsDouble()
              + ", but is "
              + upper.getAsDouble());
    }
    return new Threshold(Schedule.read(settings), lower, upper);
  }

  static String finding(Decision decision, String metric, Goal goal) {
    if (decision.limit().isEmpty()) {
      return metric + " is not a number";
    }
    double value = decision.value().orElse(Double.NaN);
    return metric
        + " "
        + decision.valueText()
        + " is "
        + (value < decision.limit().getAsDouble() ? "below the lower" : "above the upper")
        + " bound "
        + decision.limitText();
  }

  @Override
  Judge judge(Goal goal) {
    double least = lower.orElse(Double.NEGATIVE_INFINITY);
    double greatest = upper.orElse(Double.POSITIVE_INFINITY);
    return (trial, value) -> {
      if (!judges(trial.curve().count()) || (value >= least && value <= greatest)) {
        return List.of();
      }
      return List.of(stop(trial, reported(value), crossed(value), 1));
    };
  }

  private OptionalDouble crossed(double value) {
    if (Double.isNaN(value)) {
      return OptionalDouble.empty();
    }
    OptionalDouble bound = lower.isPresent() && value < lower.getAsDouble() ? lower : upper;
    return reported(bound.orElseThrow());
  }

  /** The number, where -0.0 reads as 0.0. */
  private static OptionalDouble reported(double value) {
    return OptionalDouble.of(value + 0.0);
  }

  @Override
  public String toString() {
    return NAME
        + "["
        + (lower.isPresent() ? "from " + lower.getAsDouble() + " " : "")
        + (upper.isPresent() ? "to " + upper.getAsDouble() : "")
        + ", "
        + schedule()
        + "]";
  }
}
