package io.trialstream.loadtests.objectives;

/**
 * Test functions as the literature has them; sources and minima: Surjanovic and Bingham, "Virtual
 * library of simulation experiments: test functions and datasets".
 */
final class Functions {
  static final double BRANIN_LOWEST = 0.39788735772973816;

  private Functions() {}

  /** Branin (Dixon and Szegő 1978); three minima of the same value. */
  static double branin(double[] x) {
    double b = 5.1 / (4 * Math.PI * Math.PI);
    double parabola = x[1] - b * x[0] * x[0] + 5 / Math.PI * x[0] - 6;
    return parabola * parabola + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x[0]) + 10;
  }

  /** Ackley (1987): a funnel in a plain of countless small minima; 0 at the origin. */
  static double ackley(double[] x) {
    double squares = 0;
    double cosines = 0;
    for (double each : x) {
      squares += each * each;
      cosines += Math.cos(2 * Math.PI * each);
    }
    return 20
        - 20 * Math.exp(-0.2 * Math.sqrt(squares / x.length))
        + Math.E
        - Math.exp(cosines / x.length);
  }

  /** Rosenbrock (1960): a bent valley; 0 where all are 1. */
  static double rosenbrock(double[] x) {
    double sum = 0;
    for (int d = 0; d + 1 < x.length; d++) {
      double across = x[d + 1] - x[d] * x[d];
      sum += 100 * across * across + (1 - x[d]) * (1 - x[d]);
    }
    return sum;
  }

  /** Levy (Levy and Montalvo 1985): waves in a bowl; 0 where all are 1. */
  static double levy(double[] x) {
    double first = Math.sin(Math.PI * wave(x[0]));
    double sum = first * first;
    for (int d = 0; d + 1 < x.length; d++) {
      double sine = Math.sin(Math.PI * wave(x[d]) + 1);
      sum += (wave(x[d]) - 1) * (wave(x[d]) - 1) * (1 + 10 * sine * sine);
    }
    double last = wave(x[x.length - 1]);
    double sine = Math.sin(2 * Math.PI * last);
    return sum + (last - 1) * (last - 1) * (1 + sine * sine);
  }

  private static double wave(double x) {
    return 1 + (x - 1) / 4;
  }

  /** Rastrigin (1974): a bowl with a minimum at each whole number; 0 at the origin. */
  static double rastrigin(double[] x) {
    double sum = 10.0 * x.length;
    for (double each : x) {
      sum += each * each - 10 * Math.cos(2 * Math.PI * each);
    }
    return sum;
  }
}
