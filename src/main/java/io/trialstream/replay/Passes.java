package io.trialstream.replay;

import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.Policies;
import io.trialstream.stopping.StoppingPolicy;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All policies in one pass over a log whose primary metric is known. Beside them goes the log as it
 * was recorded, without a policy: it tells which events count, how many intervals there are, and
 * which trial is the best in the end.
 *
 * <p>An exported log has neither starts nor executions: an attempt starts with its first event, and
 * all of its events are of one execution.
 */
final class Passes {
  private static final String EXECUTION = "replayed";

  private final Goal goal;
  private final String metric;
  private final ExperimentLog recorded;
  private final PolicyRun[] runs;
  private final Int2IntOpenHashMap attempts = new Int2IntOpenHashMap();
  private long seq;
  private long events;
  private long ignored;
  private long intervals;
  private long stoppedEnds;

  Passes(Goal goal, String metric, List<StoppingPolicy> policies) {
    this.goal = goal;
    this.metric = metric;
    this.recorded = new ExperimentLog(goal, metric, Policies.none());
    this.runs =
        policies.stream()
            .map(policy -> new PolicyRun(goal, metric, policy))
            .toArray(PolicyRun[]::new);
  }

  void apply(EventBatch batch) {
    int size = batch.size();
    for (int index = 0; index < size; index++) {
      EndState state = batch.state(index);
      String reported = batch.metric(index);
      startIfNew(batch.trial(index), batch.attempt(index));
      boolean counts =
          state != null
              ? ended(batch.trial(index), batch.attempt(index), state)
              : reported != null && reported(batch, index, reported);
      ignored += counts ? 0 : 1;
    }
    events += size;
  }

  private void startIfNew(int trial, int attempt) {
    if (attempt > attempts.get(trial)) {
      attempts.put(trial, attempt);
      seq++;
      recorded.started(trial, attempt, EXECUTION, seq);
      for (PolicyRun run : runs) {
        run.started(trial, attempt, EXECUTION, seq);
      }
    }
  }

  private boolean reported(EventBatch batch, int index, String reported) {
    seq++;
    Effect effect =
        recorded.report(
            batch.trial(index), batch.attempt(index), EXECUTION, seq, reported, batch.value(index));
    if (effect instanceof Effect.Dropped) {
      return false;
    }
    boolean isInterval =
        effect instanceof Effect.Counted counted
            && counted.interval() > 0
            && batch.trial(index) < ExperimentLog.FIRST_EARLIER;
    intervals += isInterval ? 1 : 0;
    for (PolicyRun run : runs) {
      run.reported(batch, index, reported, EXECUTION, seq, isInterval);
    }
    return true;
  }

  private boolean ended(int trial, int attempt, EndState state) {
    seq++;
    if (recorded.ended(trial, attempt, EXECUTION, seq, state) instanceof Effect.Dropped) {
      return false;
    }
    stoppedEnds += state == EndState.STOPPED && trial < ExperimentLog.FIRST_EARLIER ? 1 : 0;
    for (PolicyRun run : runs) {
      run.ended(trial, attempt, EXECUTION, seq, state);
    }
    return true;
  }

  /** The trials of this experiment. */
  private int own() {
    return (int) attempts.keySet().intStream().filter(t -> t < ExperimentLog.FIRST_EARLIER).count();
  }

  Result result() {
    Optional<Outcome.Scored> best = PolicyRun.best(recorded);
    return new Result(
        metric,
        events,
        ignored,
        own(),
        intervals,
        stoppedEnds,
        best,
        Arrays.stream(runs).map(run -> run.outcome(goal, intervals, best)).toList());
  }
}
