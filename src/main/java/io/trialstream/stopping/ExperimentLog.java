package io.trialstream.stopping;

import io.trialstream.stopping.Effect.Counted;
import io.trialstream.stopping.Effect.Dropped;
import io.trialstream.stopping.Effect.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An experiment's log, applied record by record: which records count, the statistics per interval,
 * and what the policy decides. A pure function of the records and of the constructor's arguments.
 * Not safe for use by several threads.
 *
 * <p>What happens at the edges:
 *
 * <ul>
 *   <li>An execution is its id together with the trial and the attempt that its records name.
 *   <li>Where several reasons to drop a record hold, the first of these is given: DUPLICATE,
 *       SUPERSEDED_ATTEMPT, FOREIGN_EXECUTION, AFTER_END. Dropped records are seen all the same: a
 *       later one of that execution with no higher {@code seq} is a duplicate, even a
 *       <em>started</em>.
 *   <li>A <em>started</em> takes an attempt that is higher than all that started before, whether
 *       those have ended or not; attempts may be left out. Lower ones are SUPERSEDED_ATTEMPT. The
 *       owner's second <em>started</em> counts and changes nothing.
 *   <li>Records of an attempt that nobody started are FOREIGN_EXECUTION; so are LOST marks for it.
 *   <li>The last {@code trialstream.first_interval} before an attempt's first primary report holds;
 *       one that cannot be used takes an earlier one back. Behind that report it is a metric like
 *       others.
 *   <li>An attempt that starts although the policy has stopped the trial owns it and is kept and
 *       shown, but changes no statistic, no score and not the stop. End marks of a stopped trial
 *       count, whatever their state, and leave its values among the peers.
 *   <li>A new attempt's start leaves the score, and what finished trials are excluded by, as they
 *       are until its first primary report or end mark.
 *   <li>The interval of a report behind a stop goes on from the one before, though it does not
 *       stand.
 *   <li>Trials of earlier experiments, numbered from {@link #FIRST_EARLIER}, are peers with what
 *       they report and nothing else: their reports let nobody be judged, and they have no place in
 *       the ranking.
 * </ul>
 */
public final class ExperimentLog {
  /** Numbers from here on are trials of earlier experiments; the experiment's own are below. */
  public static final int FIRST_EARLIER = 1_000_000_000;

  private static final String FIRST_INTERVAL = "trialstream.first_interval";
  private static final int SHARED = 512;

  private final Goal goal;
  private final String primaryMetric;
  private final Judge judge;
  private final Admission admission = new Admission();
  private final Trials trials = new Trials();
  private final Ranking ranking = new Ranking();
  private final long[] dropped = new long[Reason.values().length];
  private final Dropped[] drops =
      Arrays.stream(Reason.values()).map(Dropped::new).toArray(Dropped[]::new);
  private final @Nullable Counted[] unchanged = new Counted[SHARED];
  private final @Nullable Counted[] changed = new Counted[SHARED];

  /** An experiment without records. */
  public ExperimentLog(Goal goal, String primaryMetric, StoppingPolicy policy) {
    this.goal = goal;
    this.primaryMetric = primaryMetric;
    this.judge = policy.judge(goal);
  }

  /**
   * An execution started an attempt.
   *
   * @param trial the trial's number, from 0
   * @param attempt the attempt, from 1
   * @param seq from 1
   */
  public Effect started(int trial, int attempt, String execution, long seq) {
    Trial known = trials.get(trial);
    Reason reason = admission.admit(known, trial, attempt, execution, seq);
    if (reason == null) {
      return counted(0, false);
    }
    if (reason != Reason.FOREIGN_EXECUTION || (known != null && attempt == known.attempt())) {
      return drop(reason);
    }
    admission.owns(trial, attempt, execution);
    if (known == null) {
      trials.put(new Trial(trial, attempt, execution, seq));
    } else {
      admission.loses(known);
      judge.rests(known);
      known.restart(attempt, execution, seq);
    }
    return counted(0, false);
  }

  /**
   * An execution reported a value of a metric.
   *
   * @param trial the trial's number, from 0
   * @param attempt the attempt, from 1
   * @param seq from 1
   */
  public Effect report(
      int trial, int attempt, String execution, long seq, String metric, double value) {
    Trial known = trials.get(trial);
    Reason reason = admission.admit(known, trial, attempt, execution, seq);
    if (reason != null || known == null) {
      return drop(reason == null ? Reason.FOREIGN_EXECUTION : reason);
    }
    if (metric.equals(primaryMetric)) {
      return primary(known, value);
    }
    if (metric.equals(FIRST_INTERVAL) && known.interval() == 0) {
      return firstInterval(known, value);
    }
    return counted(0, false);
  }

  private Effect primary(Trial trial, double value) {
    boolean first = trial.interval() == 0;
    int interval = trial.advance();
    if (trial.isStopped()) {
      return counted(interval, false);
    }
    Curve curve = trial.curve();
    double best = curve.best();
    int bestInterval = curve.bestInterval();
    if (first) {
      setFinished(trial, false);
      judge.rewinds(trial, interval);
      curve.truncate(interval - 1);
    }
    curve.append(goal.merit(value));
    if (trial.isEarlier()) {
      judge.joins(trial);
      return counted(interval, false);
    }
    boolean scoreChanged = curve.best() != best || curve.bestInterval() != bestInterval;
    if (curve.best() != best) {
      ranking.moved(trial);
    }
    List<Decision> decisions = judge.reported(trial, value);
    if (decisions.isEmpty()) {
      return counted(interval, scoreChanged);
    }
    for (Decision decision : decisions) {
      Trial stopped = trials.get(decision.trial());
      if (stopped != null) {
        stopped.stop(decision);
      }
    }
    return new Counted(interval, scoreChanged, decisions);
  }

  private Effect firstInterval(Trial trial, double value) {
    int most = trial.curve().count() + 1;
    if (value >= 1 && value <= most && value == Math.rint(value)) {
      trial.resumesAt((int) value);
      return counted(0, false);
    }
    trial.resumesAt(1);
    return new Effect.Unusable(
        FIRST_INTERVAL
            + " must be a whole number from 1 to "
            + most
            + ", the first interval not yet reported, but is "
            + value
            + "; attempt "
            + trial.attempt()
            + " counts from interval 1",
        counted(0, false));
  }

  /**
   * An execution ended.
   *
   * @param trial the trial's number, from 0
   * @param attempt the attempt, from 1
   * @param seq from 1; not looked at where the state is LOST
   */
  public Effect ended(int trial, int attempt, String execution, long seq, EndState state) {
    Trial known = trials.get(trial);
    Reason reason =
        state == EndState.LOST
            ? Admission.admitMark(known, attempt, execution)
            : admission.admit(known, trial, attempt, execution, seq);
    if (reason != null || known == null) {
      return drop(reason == null ? Reason.FOREIGN_EXECUTION : reason);
    }
    known.end(state);
    judge.rests(known);
    if (!known.isStopped()) {
      setFinished(known, isFinal(state));
    }
    return counted(0, false);
  }

  private static boolean isFinal(EndState state) {
    return switch (state) {
      case COMPLETED, FAILED, CANCELED -> true;
      case STOPPED, LOST -> false;
    };
  }

  private void setFinished(Trial trial, boolean finished) {
    if (finished == trial.isFinished()) {
      return;
    }
    trial.finish(finished);
    if (finished) {
      judge.leaves(trial);
    } else {
      judge.returns(trial);
    }
  }

  /** The trial as the log has it; empty before its first record that counts. */
  public Optional<Standing> standing(int trial) {
    return Optional.ofNullable(trials.get(trial)).map(known -> known.standing(goal));
  }

  /**
   * How a trial's best so far went: its merits, the values turned so that higher is better whatever
   * the goal. Takes the longer the more intervals stand.
   *
   * @param at intervals, ascending, from 1 to those that stand
   * @return the best finite merit so far at each of them, negative infinity where there was none
   *     yet; none of an unknown trial
   */
  public double[] bestMerits(int trial, int[] at) {
    Trial known = trials.get(trial);
    return known == null ? new double[0] : known.curve().bests(at);
  }

  /**
   * The {@code seq} last seen of the execution that owns the trial's latest attempt; 0 before its
   * first record that counts.
   */
  public long lastSeq(int trial) {
    Trial known = trials.get(trial);
    return known == null ? 0 : known.lastSeq();
  }

  /** The trials with a score, best first, ties in order of trial number; a copy. */
  public int[] ranking() {
    return ranking.top(Integer.MAX_VALUE);
  }

  /**
   * The first trials of {@link #ranking()}.
   *
   * @param k how many at most, 0 or more
   */
  public int[] ranking(int k) {
    return ranking.top(k);
  }

  /** The records dropped for this reason. */
  public long dropped(Reason reason) {
    return dropped[reason.ordinal()];
  }

  private Effect drop(Reason reason) {
    dropped[reason.ordinal()]++;
    return drops[reason.ordinal()];
  }

  /**
   * Records that count alike and decide nothing share their effect, as far as the first intervals.
   */
  private Counted counted(int interval, boolean scoreChanged) {
    if (interval >= SHARED) {
      return new Counted(interval, scoreChanged, List.of());
    }
    @Nullable Counted[] shared = scoreChanged ? changed : unchanged;
    Counted effect = shared[interval];
    if (effect == null) {
      effect = new Counted(interval, scoreChanged, List.of());
      shared[interval] = effect;
    }
    return effect;
  }
}
