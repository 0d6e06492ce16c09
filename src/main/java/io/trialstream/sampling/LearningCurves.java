package io.trialstream.sampling;

import io.trialstream.sampling.Observation.State;
import java.util.List;

/**
 * What a trial that has come a part of its way will reach: at each checkpoint the completed trials
 * show how the best so far there goes with the best in the end, and a line through those pairs,
 * held to the diagonal while there are few, predicts it for others; the scatter around the line is
 * the prediction's variance. In warped numbers.
 */
final class LearningCurves {
  /** Pairs that the diagonal counts for. */
  private static final double HELD = 3;

  /** The squared distance from the mean that each of those pairs counts for. */
  private static final double SPREAD = 0.25;

  /** The variance around a line through no pairs. */
  private static final double UNKNOWN = 0.3;

  private final double[] means;
  private final double[] finals;
  private final double[] slopes;
  private final double[] variances;

  private LearningCurves(double[] means, double[] finals, double[] slopes, double[] variances) {
    this.means = means;
    this.finals = finals;
    this.slopes = slopes;
    this.variances = variances;
  }

  /** Learns from the completed ones of these trials. */
  static LearningCurves of(List<Observation> trials, Warp warp) {
    int most = trials.stream().mapToInt(Observation::reached).max().orElse(0);
    double[] means = new double[most];
    double[] finals = new double[most];
    double[] slopes = new double[most];
    double[] variances = new double[most];
    for (int c = 0; c < most; c++) {
      double n = 0;
      double sumX = 0;
      double sumY = 0;
      for (Observation trial : trials) {
        if (counts(trial, c)) {
          n++;
          sumX += warp.of(trial.bestAt(c));
          sumY += warp.of(trial.best());
        }
      }
      double meanX = n > 0 ? sumX / n : 0;
      double meanY = n > 0 ? sumY / n : 0;
      double xx = 0;
      double xy = 0;
      double yy = 0;
      for (Observation trial : trials) {
        if (counts(trial, c)) {
          double x = warp.of(trial.bestAt(c)) - meanX;
          double y = warp.of(trial.best()) - meanY;
          xx += x * x;
          xy += x * y;
          yy += y * y;
        }
      }
      double slope = (xy + HELD * SPREAD) / (xx + HELD * SPREAD);
      double around = Math.max(0, yy - 2 * slope * xy + slope * slope * xx);
      means[c] = meanX;
      finals[c] = meanY;
      slopes[c] = slope;
      variances[c] = (around + HELD * UNKNOWN) / (n + HELD);
    }
    return new LearningCurves(means, finals, slopes, variances);
  }

  private static boolean counts(Observation trial, int checkpoint) {
    return trial.state() == State.COMPLETED
        && trial.reached() > checkpoint
        && trial.bestAt(checkpoint) > Double.NEGATIVE_INFINITY;
  }

  /** What the trial will reach, never less than it has. */
  double expected(Observation trial, Warp warp) {
    double own = warp.of(trial.best());
    int c = checkpoint(trial);
    if (c < 0) {
      return own;
    }
    return Math.max(own, finals[c] + slopes[c] * (warp.of(trial.bestAt(c)) - means[c]));
  }

  /** The variance of what it will reach. */
  double variance(Observation trial) {
    int c = checkpoint(trial);
    return c < 0 ? UNKNOWN : variances[c];
  }

  private int checkpoint(Observation trial) {
    int c = Math.min(trial.reached(), means.length) - 1;
    return c >= 0 && trial.bestAt(c) > Double.NEGATIVE_INFINITY ? c : -1;
  }
}
