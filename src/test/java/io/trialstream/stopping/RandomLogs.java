package io.trialstream.stopping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Logs as bad luck would write them, from a seed. */
final class RandomLogs {
  static final String METRIC = "accuracy";

  private final Random random;
  private final int trials;
  private final double disorder;
  private final boolean inStep;
  private final Values values;
  private final List<Run> runs = new ArrayList<>();
  private int executions;
  private Run writer;

  /** The kinds of numbers that a script reports. */
  private enum Values {
    SPREAD,
    FEW_LEVELS,
    LEAPS,
    PLATEAUS,
    TENTHS,
    BROKEN,
    ZEROS,
    HUGE,
    TINY
  }

  /** An execution as its agent sees it, whether or not the log lets it own its attempt. */
  private static final class Run {
    final int trial;
    final int attempt;
    final String execution;
    long seq;
    double last;
    boolean told;
    boolean over;

    Run(int trial, int attempt, String execution) {
      this.trial = trial;
      this.attempt = attempt;
      this.execution = execution;
    }
  }

  /**
   * @param trials how many trials the log tells of, from 1
   */
  RandomLogs(Random random, int trials) {
    this.random = random;
    this.writer = new Run(0, 1, "none");
    this.trials = trials;
    this.disorder = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.4;
    this.inStep = random.nextBoolean();
    this.values = Values.values()[random.nextInt(Values.values().length)];
  }

  /**
   * Lets the agents see what was made of the latest record: they obey a stop sooner or later, and
   * most give up when a record is dropped.
   */
  void see(Effect effect) {
    if (effect instanceof Effect.Dropped && random.nextInt(3) > 0) {
      writer.over = true;
    }
    if (effect instanceof Effect.Counted counted) {
      for (Decision decision : counted.decisions()) {
        for (Run run : runs) {
          run.told |= run.trial == decision.trial() && run.attempt == decision.attempt();
        }
      }
    }
  }

  /** A policy with parameters that matter to such logs. */
  static OraclePolicy policy(Random random) {
    int delay = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
    int every = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
    return switch (random.nextInt(13)) {
      case 0, 1 -> OraclePolicy.of("median_stopping", delay, every);
      case 2 -> OraclePolicy.of("bandit", delay, every, Map.of("slack_factor", slack(random)));
      case 3 -> OraclePolicy.of("bandit", delay, every, Map.of("slack_amount", slack(random)));
      case 4, 5 ->
          new OraclePolicy(
              "truncation_selection",
              delay,
              every,
              Map.of("truncation_percentage", 1.0 + random.nextInt(99)),
              random.nextBoolean());
      case 6, 7 ->
          OraclePolicy.of("percentile", delay, every, Map.of("percentile", percentage(random)));
      case 8, 9 ->
          OraclePolicy.of(
              "asha",
              delay,
              every,
              Map.of(
                  "min_interval",
                  random.nextInt(9) == 0 ? Integer.MAX_VALUE : 1.0 + random.nextInt(3),
                  "reduction_factor",
                  random.nextInt(9) == 0 ? Integer.MAX_VALUE : 2.0 + random.nextInt(3)));
      case 10 ->
          OraclePolicy.of(
              "patience",
              delay,
              every,
              Map.of("intervals", 1.0 + random.nextInt(6), "min_delta", slack(random)));
      case 11 -> OraclePolicy.of("threshold", delay, every, bounds(random));
      default -> OraclePolicy.of("none", 0, 1);
    };
  }

  private static double percentage(Random random) {
    double[] percentages = {Double.MIN_VALUE, 12.5, 25, 50, 75, 99.9, Math.nextDown(100.0)};
    return random.nextInt(3) == 0
        ? percentages[random.nextInt(percentages.length)]
        : 1 + random.nextDouble() * 98;
  }

  private static Map<String, Double> bounds(Random random) {
    double[] bounds = {-Double.MAX_VALUE, -2, -1, -0.0, 0, 0.1, 1, 2, Double.MAX_VALUE};
    double one = bounds[random.nextInt(bounds.length)];
    double other = bounds[random.nextInt(bounds.length)];
    return switch (random.nextInt(3)) {
      case 0 -> Map.of("lower", one);
      case 1 -> Map.of("upper", one);
      default -> Map.of("lower", Math.min(one, other), "upper", Math.max(one, other));
    };
  }

  private static double slack(Random random) {
    double[] slacks = {0, 0.1, 0.25, 0.5, 1, 2, Double.MAX_VALUE};
    return slacks[random.nextInt(slacks.length)];
  }

  /** The next record. */
  LogRecord next() {
    if (runs.size() < trials || random.nextInt(20) == 0) {
      return start();
    }
    boolean disorderly = random.nextDouble() < disorder;
    writer = disorderly ? any(runs) : working();
    return disorderly ? disordered(writer) : ordered(writer);
  }

  private LogRecord start() {
    int trial = runs.size() < trials ? runs.size() : random.nextInt(trials);
    int attempt = 1;
    for (Run run : runs) {
      attempt = run.trial == trial ? Math.max(attempt, run.attempt + 1) : attempt;
    }
    return start(new Run(trial, attempt, "x" + executions++));
  }

  private LogRecord start(Run run) {
    runs.add(run);
    writer = run;
    return new LogRecord.Started(run.trial, run.attempt, run.execution, ++run.seq);
  }

  private Run any(List<Run> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** A run of its trial's latest attempt, mostly one that is not over. */
  private Run working() {
    Run chosen = any(runs);
    for (int i = 0; i < 4; i++) {
      Run other = any(runs);
      if (chosen.over || (!other.over && inStep && other.seq < chosen.seq)) {
        chosen = other;
      }
    }
    for (Run run : runs) {
      chosen = run.trial == chosen.trial && run.attempt > chosen.attempt ? run : chosen;
    }
    return chosen;
  }

  private LogRecord ordered(Run run) {
    if (run.seq == 1 && run.attempt > 1 && random.nextInt(3) == 0) {
      return report(run, "trialstream.first_interval", 1 + random.nextInt(5));
    }
    if (run.seq == 1 && random.nextInt(20) == 0) {
      return lost(run);
    }
    if (run.told && random.nextInt(3) == 0) {
      return end(run, EndState.STOPPED);
    }
    return switch (random.nextInt(50)) {
      case 0 -> end(run, EndState.COMPLETED);
      case 1 -> end(run, EndState.values()[random.nextInt(5)]);
      case 2 -> report(run, "loss", value(run));
      default -> report(run, METRIC, value(run));
    };
  }

  private LogRecord disordered(Run run) {
    return switch (random.nextInt(12)) {
      case 0 -> start(new Run(run.trial, run.attempt, "x" + executions++));
      case 1 -> start(new Run(run.trial, run.attempt + random.nextInt(5) - 2, "x" + executions++));
      case 2 -> new LogRecord.Started(run.trial, run.attempt, run.execution, ++run.seq);
      case 3 -> {
        Run unstarted = new Run(run.trial, run.attempt + 1, "x" + executions++);
        unstarted.seq = random.nextInt(3);
        runs.add(unstarted);
        writer = unstarted;
        yield report(unstarted, METRIC, value(run));
      }
      case 4, 5 -> {
        long seen = Math.max(0, run.seq - random.nextInt(3));
        yield new LogRecord.Report(run.trial, run.attempt, run.execution, seen, METRIC, value(run));
      }
      case 6 -> {
        run.seq += random.nextInt(4);
        yield report(run, METRIC, value(run));
      }
      case 7 -> lost(run);
      case 8 -> end(run, EndState.values()[random.nextInt(5)]);
      case 9 -> {
        double[] firsts = {1, 2, 3, 1.5, 0, -1, 1e9, Double.NaN, Double.POSITIVE_INFINITY, -0.0};
        yield report(run, "trialstream.first_interval", firsts[random.nextInt(firsts.length)]);
      }
      case 10 -> start(new Run(run.trial, run.attempt + 1, "x" + executions++));
      default -> report(run, METRIC, value(run));
    };
  }

  private static LogRecord report(Run run, String metric, double value) {
    return new LogRecord.Report(run.trial, run.attempt, run.execution, ++run.seq, metric, value);
  }

  private static LogRecord end(Run run, EndState state) {
    run.over = true;
    return state == EndState.LOST
        ? lost(run)
        : new LogRecord.Ended(run.trial, run.attempt, run.execution, ++run.seq, state);
  }

  private static LogRecord lost(Run run) {
    run.over = true;
    return new LogRecord.Ended(run.trial, run.attempt, run.execution, 0, EndState.LOST);
  }

  private double value(Run run) {
    run.last =
        switch (values) {
          case SPREAD -> random.nextGaussian();
          case FEW_LEVELS -> random.nextInt(5) - 2;
          case LEAPS -> random.nextInt(8) > 0 ? 1 : random.nextBoolean() ? 5 : -5;
          case PLATEAUS -> random.nextInt(3) == 0 ? random.nextInt(10) / 7.0 : run.last;
          case TENTHS -> random.nextInt(4) == 0 ? random.nextInt(5) / 10.0 : 0.1;
          case BROKEN -> broken();
          case ZEROS -> random.nextBoolean() ? 0.0 : random.nextBoolean() ? -0.0 : broken();
          case HUGE -> (random.nextInt(5) - 2) * (Double.MAX_VALUE / 2);
          case TINY -> (random.nextInt(5) - 2) * Double.MIN_VALUE;
        };
    return run.last;
  }

  private double broken() {
    double[] values = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, -1, 0.5, 2, 3
    };
    return values[random.nextInt(values.length)];
  }
}
