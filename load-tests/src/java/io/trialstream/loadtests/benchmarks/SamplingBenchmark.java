package io.trialstream.loadtests.benchmarks;

import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.settings.InvalidSettingsException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Suggestions that depend on no other trial: nanoseconds each, of five hyperparameters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class SamplingBenchmark {
  private static final String FILE =
      """
      type: sweep
      trial: {command: train}
      search_space:
        optimizer: {type: choice, values: [sgd, adam, rmsprop]}
        learning_rate: {type: loguniform, min_value: -12, max_value: 0}
        layers: {type: randint, upper: 8}
        dropout: {type: quniform, min_value: 0, max_value: 0.5, q: 0.05}
        decay: {type: lognormal, mu: -8, sigma: 2}
      sampling_algorithm: {type: random, rule: %s}
      objective: {goal: minimize, primary_metric: loss}
      """;

  /** How points are drawn. */
  @Param({"random", "sobol"})
  public String rule = "";

  private Optional<Sampler> sampler = Optional.empty();

  private long next;

  /**
   * Reads an experiment file.
   *
   * @throws InvalidSettingsException where it is none
   */
  @Setup
  public void prepare() throws InvalidSettingsException {
    Specification specification =
        ExperimentFile.parse(FILE.formatted(rule), Optional.empty()).specification();
    sampler = Optional.of(specification.sampler(1));
  }

  /** The next trial's hyperparameters. */
  @Benchmark
  public List<Parameter> suggestion() {
    return sampler.orElseThrow().suggest(next++);
  }
}
