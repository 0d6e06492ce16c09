package io.trialstream.sampling;

import java.util.Arrays;

/**
 * Minimises a smooth function inside a box: projected limited-memory BFGS (Nocedal and Wright,
 * "Numerical Optimization", 2006, algorithms 7.4 and 7.5; the projection as in Schmidt, Kim and
 * Sra, "Projected Newton-type methods in machine learning", 2011): coordinates that a bound holds
 * are left out of the step, the others step by the two-loop recursion, and a backtracking line
 * search walks along the projected path. Deterministic, without memory between calls.
 */
final class Lbfgs {
  private static final int PAIRS = 8;
  private static final double SUFFICIENT = 1e-4;
  private static final int MOST_HALVINGS = 20;

  private final double[] low;
  private final double[] high;
  private final int iterations;
  private final double tolerance;

  /** The function. */
  interface Objective {
    /**
     * Its value at x; what is not finite is worse than all else.
     *
     * @param gradient takes the derivatives
     */
    double at(double[] x, double[] gradient);
  }

  /** The best point that was found, and the value there. */
  record Minimum(double[] point, double value) {}

  /**
   * @param iterations steps at most
   * @param tolerance ends where a step gains less than this
   */
  Lbfgs(double[] low, double[] high, int iterations, double tolerance) {
    this.low = low.clone();
    this.high = high.clone();
    this.iterations = iterations;
    this.tolerance = tolerance;
  }

  /** Descends from a point in the box. */
  Minimum minimize(double[] start, Objective objective) {
    int n = start.length;
    double[] x = start.clone();
    double[] gradient = new double[n];
    double value = objective.at(x, gradient);
    Memory memory = new Memory(n);
    double[] next = new double[n];
    double[] nextGradient = new double[n];
    for (int iteration = 0; iteration < iterations && Double.isFinite(value); iteration++) {
      double[] direction = memory.direction(gradient, held(x, gradient));
      double slope = dot(direction, gradient);
      if (!(slope < 0)) {
        return new Minimum(x, value);
      }
      double step = iteration == 0 ? Math.min(1, 0.25 / norm(direction)) : 1;
      double nextValue = Double.POSITIVE_INFINITY;
      boolean found = false;
      for (int halving = 0; halving < MOST_HALVINGS && !found; halving++) {
        double expected = 0;
        for (int i = 0; i < n; i++) {
          next[i] = Math.max(low[i], Math.min(high[i], x[i] + step * direction[i]));
          expected += gradient[i] * (next[i] - x[i]);
        }
        nextValue = objective.at(next, nextGradient);
        found = nextValue <= value + SUFFICIENT * expected;
        step *= halving < 2 ? 0.5 : 0.2;
      }
      if (!found) {
        return new Minimum(x, value);
      }
      memory.add(x, next, gradient, nextGradient);
      double gain = value - nextValue;
      System.arraycopy(next, 0, x, 0, n);
      System.arraycopy(nextGradient, 0, gradient, 0, n);
      value = nextValue;
      if (gain < tolerance) {
        return new Minimum(x, value);
      }
    }
    return new Minimum(x, value);
  }

  /** Which coordinates a bound holds against the descent. */
  private boolean[] held(double[] x, double[] gradient) {
    boolean[] held = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      held[i] = (x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0);
    }
    return held;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.max(1e-12, Math.sqrt(dot(a, a)));
  }

  /** The last steps and what they changed of the gradient. */
  private static final class Memory {
    private final double[][] steps = new double[PAIRS][];
    private final double[][] changes = new double[PAIRS][];
    private final double[] curvatures = new double[PAIRS];
    private final int n;
    private int count;

    Memory(int n) {
      this.n = n;
    }

    void add(double[] x, double[] next, double[] gradient, double[] nextGradient) {
      double[] step = new double[n];
      double[] change = new double[n];
      for (int i = 0; i < n; i++) {
        step[i] = next[i] - x[i];
        change[i] = nextGradient[i] - gradient[i];
      }
      double curvature = dot(step, change);
      if (curvature > 1e-10 * norm(step) * norm(change)) {
        int slot = count++ % PAIRS;
        steps[slot] = step;
        changes[slot] = change;
        curvatures[slot] = curvature;
      }
    }

    double[] direction(double[] gradient, boolean[] held) {
      double[] q = new double[n];
      for (int i = 0; i < n; i++) {
        q[i] = held[i] ? 0 : -gradient[i];
      }
      int pairs = Math.min(count, PAIRS);
      double[] weights = new double[pairs];
      for (int k = 0; k < pairs; k++) {
        int slot = (count - 1 - k) % PAIRS;
        weights[k] = dot(steps[slot], q) / curvatures[slot];
        addTo(q, changes[slot], -weights[k]);
      }
      if (pairs > 0) {
        int last = (count - 1) % PAIRS;
        double scale = curvatures[last] / dot(changes[last], changes[last]);
        Arrays.setAll(q, i -> q[i] * scale);
      }
      for (int k = pairs - 1; k >= 0; k--) {
        int slot = (count - 1 - k) % PAIRS;
        double weight = dot(changes[slot], q) / curvatures[slot];
        addTo(q, steps[slot], weights[k] - weight);
      }
      for (int i = 0; i < n; i++) {
        q[i] = held[i] ? 0 : q[i];
      }
      if (dot(q, gradient) >= 0) {
        Arrays.setAll(q, i -> held[i] ? 0 : -gradient[i]);
      }
      return q;
    }

    private static void addTo(double[] q, double[] vector, double weight) {
      for (int i = 0; i < q.length; i++) {
        q[i] += weight * vector[i];
      }
    }
  }
}
