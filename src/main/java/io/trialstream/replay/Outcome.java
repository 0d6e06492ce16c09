package io.trialstream.replay;

import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Goal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one policy would have done.
 *
 * @param goal which values are better
 * @param stops its decisions, in order
 * @param intervals the reports of the primary metric that count in the recorded log
 * @param saved those of them that stand behind the stop of their trial: the work not done
 * @param best the best trial of the whole recorded log; empty where no trial has a score
 * @param bestUnder what that trial would have reached until its stop; empty where no score
 * @param kept the best trial of what the policy would have let run; empty where none has a score
 */
public record Outcome(
    Goal goal,
    List<Stop> stops,
    long intervals,
    long saved,
    Optional<Scored> best,
    OptionalDouble bestUnder,
    Optional<Scored> kept) {

  /**
   * A decision.
   *
   * @param decision its evidence
   * @param place where the log has the report that caused it
   */
  public record Stop(Decision decision, Place place) {}

  /**
   * A trial with its score.
   *
   * @param trial the trial's number
   * @param score its best finite value
   * @param interval where that was first reached, from 1
   */
  public record Scored(int trial, double score, int interval) {}

  /** The share of the intervals that would not have been run, from 0 to 1. */
  public double savedShare() {
    return intervals == 0 ? 0 : (double) saved / intervals;
  }

  /**
   * Whether the eventual best trial would have been kept: it is not stopped, or had reached its
   * score when it was. Then the regret is 0; it can be 0 otherwise only where another trial ties.
   * Empty where the log has no best trial.
   */
  public Optional<Boolean> keptBest() {
    return best.map(
        whole -> bestUnder.isPresent() && !goal.better(whole.score(), bestUnder.getAsDouble()));
  }

  /**
   * By how much the best score that would have been kept is worse than the best of the whole log,
   * in the metric's unit, never negative. Infinite where the policy would have left no score at
   * all; empty where the log has none either.
   */
  public OptionalDouble regret() {
    if (best.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (kept.isEmpty()) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    double whole = best.get().score();
    double under = kept.get().score();
    return OptionalDouble.of(goal.better(whole, under) ? Math.abs(whole - under) : 0);
  }
}
