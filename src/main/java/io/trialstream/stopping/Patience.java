package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@code patience}: stops a trial whose best so far has become better by no more than {@code
 * min_delta} over its last {@code intervals} intervals.
 */
final class Patience extends StoppingPolicy {
  static final String NAME = "patience";
  private static final String INTERVALS = "intervals";
  private static final String MIN_DELTA = "min_delta";

  private final int intervals;
  private final double minDelta;

  /**
   * @param intervals how long a trial may go without becoming better, from 1
   * @param minDelta what counts as better: more than this, finite, 0 or more
   */
  Patience(Schedule schedule, int intervals, double minDelta) {
    super(NAME, schedule);
    this.intervals = intervals;
    this.minDelta = minDelta;
  }

  static Patience read(Settings settings) {
    OptionalLong given =
        PolicyNumbers.requiredAtLeast(
            1, INTERVALS, "how many intervals a trial may go without becoming better", settings);
    long intervals = given.orElse(1);
    double minDelta = PolicyNumbers.notNegative(MIN_DELTA, settings).orElse(0);
    Schedule schedule = Schedule.read(settings, delay -> Math.max(delay, intervals + 1));
    return new Patience(schedule, (int) intervals, minDelta);
  }

  static String finding(Decision decision, String metric, Goal goal) {
    return decision.bestOf(metric)
        + (decision.limit().equals(decision.value())
            ? "what it was when the patience began"
            : "too little better than "
                + decision.limitText()
                + ", which it was when the patience began");
  }

  @Override
  Judge judge(Goal goal) {
    return new Watch(goal);
  }

  @Override
  public String toString() {
    return NAME + "[" + intervals + ", " + minDelta + ", " + schedule() + "]";
  }

  /**
   * Compares each trial's best so far with the one when the patience began. A curve knows where its
   * best was first reached: at that interval or before, nothing has become better. Only where
   * something has, and by how much matters, the earlier best must be known. It follows the curve at
   * its distance, so that a report costs the same however long the curve is.
   */
  private final class Watch implements Judge {
    private final Goal goal;
    private final Int2ObjectOpenHashMap<EarlierBest> earlier = new Int2ObjectOpenHashMap<>();

    Watch(Goal goal) {
      this.goal = goal;
    }

    @Override
    public List<Decision> reported(Trial trial, double value) {
      Curve curve = trial.curve();
      int began = curve.count() - intervals;
      if (began < 1 || !judges(curve.count())) {
        return List.of();
      }
      if (curve.bestInterval() <= began) {
        OptionalDouble best = curve.bestValue(goal);
        return stop(trial, best, best);
      }
      if (minDelta == 0) {
        return List.of();
      }
      double before = bestAt(began, trial);
      return curve.best() - before > minDelta
          ? List.of()
          : stop(trial, curve.bestValue(goal), OptionalDouble.of(goal.value(before)));
    }

    private List<Decision> stop(Trial trial, OptionalDouble best, OptionalDouble before) {
      earlier.remove(trial.number());
      return List.of(Patience.this.stop(trial, best, before, 1));
    }

    private double bestAt(int interval, Trial trial) {
      EarlierBest best = earlier.get(trial.number());
      if (best == null) {
        best = new EarlierBest();
        earlier.put(trial.number(), best);
      }
      return best.moveTo(interval, trial.curve());
    }

    @Override
    public void rewinds(Trial trial, int interval) {
      EarlierBest best = earlier.get(trial.number());
      if (best != null && best.interval >= interval) {
        earlier.remove(trial.number());
      }
    }
  }

  /** A curve's best so far at an interval that only moves on. */
  private static final class EarlierBest {
    private int interval;
    private double best = Double.NEGATIVE_INFINITY;

    double moveTo(int target, Curve curve) {
      while (interval < target) {
        interval++;
        best = Math.max(best, curve.merit(interval));
      }
      return best;
    }
  }
}
