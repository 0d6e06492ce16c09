package io.trialstream.stopping;

import java.util.OptionalDouble;

/**
 * The policy stops a trial: the evidence.
 *
 * @param trial the trial's number
 * @param attempt the attempt that is stopped, from 1
 * @param policy the policy's name, as the experiment file writes it
 * @param interval the interval that was judged, from 1
 * @param value the best so far that was judged, empty where there is no finite value; threshold:
 *     the value as reported, NaN and the infinities included
 * @param limit what it was held against: the policy's limit; truncation: k; asha: ceil(peers/eta);
 *     patience: the best so far when the patience began, empty where there was none; threshold: the
 *     bound that was crossed, empty for NaN
 * @param peers the number of trials that the rule compared; patience and threshold: 1
 */
public record Decision(
    int trial,
    int attempt,
    String policy,
    int interval,
    OptionalDouble value,
    OptionalDouble limit,
    int peers) {

  /**
   * The decision as a sentence for a person, such as {@code median_stopping at interval 7: best
   * accuracy so far 0.61 is below the median 0.72 of the running averages of 23 trials}.
   *
   * @param metric the primary metric's name
   * @param goal which of its values are better
   */
  public String sentence(String metric, Goal goal) {
    return policy + " at interval " + interval + ": " + Policies.finding(this, metric, goal);
  }

  /** The best so far that was judged, as the beginning of a sentence. */
  String bestOf(String metric) {
    return value.isPresent()
        ? "best " + metric + " so far " + text(value) + " is "
        : "no finite " + metric + " so far, which is ";
  }

  /** The judged value as a sentence shows it. */
  String valueText() {
    return text(value);
  }

  /** The limit as a sentence shows it. */
  String limitText() {
    return text(limit);
  }

  private static String text(OptionalDouble number) {
    if (number.isEmpty()) {
      return "none";
    }
    String text = Double.toString(number.getAsDouble());
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
