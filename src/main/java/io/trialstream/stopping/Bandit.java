package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.OptionalDouble;

/**
 * {@code bandit}: stops a trial whose best so far lies further from the best of the peers' at the
 * interval than the slack allows.
 */
final class Bandit extends StoppingPolicy implements PeerRule {
  static final String NAME = "bandit";
  private static final String FACTOR = "slack_factor";
  private static final String AMOUNT = "slack_amount";

  private final Slack slack;

  Bandit(Schedule schedule, Slack slack) {
    super(NAME, schedule);
    this.slack = slack;
  }

  static Bandit read(Settings settings) {
    OptionalDouble factor = PolicyNumbers.notNegative(FACTOR, settings);
    OptionalDouble amount = PolicyNumbers.notNegative(AMOUNT, settings);
    if (settings.has(FACTOR) && settings.has(AMOUNT)) {
      settings.problem(
          AMOUNT, "stands beside slack_factor: give exactly one of slack_factor and slack_amount");
    } else if (!settings.has(FACTOR) && !settings.has(AMOUNT)) {
      settings.problem(
          FACTOR,
          "is missing: bandit needs exactly one of slack_factor (a ratio, such as 0.1) and"
              + " slack_amount (an absolute distance)");
    }
    Slack slack =
        amount.isPresent()
            ? new Slack.Amount(amount.getAsDouble())
            : new Slack.Factor(factor.orElse(0));
    return new Bandit(Schedule.read(settings), slack);
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + goal.below()
        + " the limit "
        + decision.limitText()
        + " that the slack leaves behind the best of "
        + decision.peers()
        + " trials";
  }

  @Override
  Judge judge(Goal goal) {
    return new PeerJudge(goal, this, this);
  }

  @Override
  public Statistic statistic() {
    return Statistic.BEST_SO_FAR;
  }

  @Override
  public int pivot(int peers) {
    return peers - 1;
  }

  @Override
  public double bar(PeerOrder peers) {
    return slack.behind(peers.pivot());
  }

  @Override
  public String toString() {
    return NAME + "[" + slack + ", " + schedule() + "]";
  }

  /** How far behind the best a trial may lie. */
  sealed interface Slack {

    /** The worst merit that is near enough to the best. */
    double behind(double best);

    /** A distance, finite, 0 or more. */
    record Amount(double amount) implements Slack {
      @Override
      public double behind(double best) {
        return best - amount;
      }
    }

    /** A ratio, finite, 0 or more. */
    record Factor(double factor) implements Slack {
      @Override
      public double behind(double best) {
        return best >= 0 ? best / (1 + factor) : best * (1 + factor);
      }
    }
  }
}
