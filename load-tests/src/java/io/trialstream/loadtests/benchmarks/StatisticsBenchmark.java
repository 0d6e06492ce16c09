package io.trialstream.loadtests.benchmarks;

import io.trialstream.experiment.PolicyReader;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.Policies;
import io.trialstream.stopping.StoppingPolicy;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Interval statistics and decisions alone: nanoseconds a report, where a million reports of trials
 * at different speeds build an experiment's log from its beginning.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class StatisticsBenchmark {
  private static final int REPORTS = 1_000_000;

  /** Trials of the experiment, all at once. */
  @Param({"100", "1000", "10000", "100000"})
  public int trials;

  /** The policy as a file gives it. */
  @Param({"{type: median_stopping}", "{type: bandit, slack_factor: 0.5}", "{type: none}"})
  public String policy = "";

  private StoppingPolicy stopping = Policies.none();

  private int[] trialOf = {};
  private double[] values = {};
  private String[] executions = {};
  private long[] seqs = {};

  /**
   * Makes up the reports.
   *
   * @throws InvalidSettingsException where the policy is none
   */
  @Setup
  public void prepare() throws InvalidSettingsException {
    stopping = PolicyReader.parse(policy).policy();
    SplittableRandom random = new SplittableRandom(1);
    trialOf = new int[REPORTS];
    values = new double[REPORTS];
    seqs = new long[REPORTS];
    executions = new String[trials];
    int[] reported = new int[trials];
    int[] pace = new int[trials];
    for (int trial = 0; trial < trials; trial++) {
      executions[trial] = "execution-" + trial;
      pace[trial] = 1 + random.nextInt(4);
    }
    int intervals = Math.max(1, REPORTS / trials);
    for (int at = 0; at < REPORTS; ) {
      int trial = random.nextInt(trials);
      // A fast trial reports more often.
      if (random.nextInt(4) < pace[trial]) {
        trialOf[at] = trial;
        seqs[at] = ++reported[trial] + 1;
        double share = (double) reported[trial] / intervals;
        values[at] = 0.9 + 0.1 * (1 - Math.exp(-share)) + 0.001 * random.nextDouble();
        at++;
      }
    }
  }

  /** A log built from a million reports. */
  @Benchmark
  @OperationsPerInvocation(REPORTS)
  public ExperimentLog report() {
    ExperimentLog log = new ExperimentLog(Goal.MAXIMIZE, "accuracy", stopping);
    for (int trial = 0; trial < trials; trial++) {
      log.started(trial, 1, executions[trial], 1);
    }
    for (int at = 0; at < REPORTS; at++) {
      int trial = trialOf[at];
      log.report(trial, 1, executions[trial], seqs[at], "accuracy", values[at]);
    }
    log.ended(0, 1, executions[0], Long.MAX_VALUE, EndState.COMPLETED);
    return log;
  }
}
