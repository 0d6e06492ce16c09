package io.trialstream.replay;

import io.trialstream.replay.Outcome.Scored;
import io.trialstream.replay.Outcome.Stop;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.Standing;
import io.trialstream.stopping.StoppingPolicy;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One policy on its way through the log. */
final class PolicyRun {
  private final ExperimentLog log;
  private final IntOpenHashSet stopped = new IntOpenHashSet();
  private final List<Stop> stops = new ArrayList<>();
  private long saved;

  PolicyRun(Goal goal, String metric, StoppingPolicy policy) {
    this.log = new ExperimentLog(goal, metric, policy);
  }

  /** Whether the policy has stopped the trial: what it does from then on is ignored. */
  private boolean hasStopped(int trial) {
    return !stopped.isEmpty() && stopped.contains(trial);
  }

  void started(int trial, int attempt, String execution, long seq) {
    if (!hasStopped(trial)) {
      log.started(trial, attempt, execution, seq);
    }
  }

  void ended(int trial, int attempt, String execution, long seq, EndState state) {
    if (!hasStopped(trial)) {
      log.ended(trial, attempt, execution, seq, state);
    }
  }

  /**
   * A report that counts in the recorded log.
   *
   * @param index the event in the batch
   * @param isInterval whether it is one of the primary metric
   */
  void reported(
      EventBatch batch, int index, String metric, String execution, long seq, boolean isInterval) {
    int trial = batch.trial(index);
    if (hasStopped(trial)) {
      saved += isInterval ? 1 : 0;
      return;
    }
    Effect effect =
        log.report(trial, batch.attempt(index), execution, seq, metric, batch.value(index));
    if (effect instanceof Effect.Counted counted && !counted.decisions().isEmpty()) {
      Place place = batch.place(index);
      for (Decision decision : counted.decisions()) {
        stopped.add(decision.trial());
        stops.add(new Stop(decision, place));
      }
    }
  }

  /**
   * What the policy has done.
   *
   * @param intervals the intervals of the recorded log
   * @param best its best trial
   */
  Outcome outcome(Goal goal, long intervals, Optional<Scored> best) {
    OptionalDouble bestUnder =
        best.flatMap(whole -> log.standing(whole.trial()))
            .map(Standing::score)
            .orElse(OptionalDouble.empty());
    return new Outcome(goal, List.copyOf(stops), intervals, saved, best, bestUnder, best(log));
  }

  /** The best trial of a log; empty where none has a score. */
  static Optional<Scored> best(ExperimentLog log) {
    int[] first = log.ranking(1);
    return first.length == 0
        ? Optional.empty()
        : log.standing(first[0])
            .map(
                standing ->
                    new Scored(
                        standing.trial(),
                        standing.score().orElseThrow(),
                        standing.scoreInterval()));
  }
}
