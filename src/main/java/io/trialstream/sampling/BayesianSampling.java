package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bayesian sampling: Sobol points first, then those that a Gaussian process proposes; what
 * HyperDrive's refuses is allowed where the file says so.
 *
 * @param seed the seed that the file gives; empty where it gives none
 */
record BayesianSampling(OptionalLong seed) implements SamplingAlgorithm {
  private static final String WAY_OUT =
      "; use random sampling, or allow it by trialstream: {extended: true}";

  /** As many trials for each hyperparameter let a model find its way. */
  private static final long TRIALS_EACH = 20;

  /** With more trials at once many are suggested before anything is learned from the others. */
  private static final long MOST_AT_ONCE = 20;

  /** Reads {@code seed} and checks what HyperDrive's Bayesian sampling allows. */
  static Optional<SamplingAlgorithm> read(Settings settings, SamplingAlgorithms.Task task) {
    OptionalLong seed = settings.integer("seed");
    if (!task.extended() && refused(settings, task)) {
      return Optional.empty();
    }
    warn(settings, task);
    return Optional.of(new BayesianSampling(seed));
  }

  @Override
  public String name() {
    return "bayesian";
  }

  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    return new Start(start(space, seed), drawn(space));
  }

  @Override
  public Optional<SamplingModel> model(SearchSpace space, long seed) {
    return Optional.of(new GaussianProcessModel(name(), space, start(space, seed), seed));
  }

  /** Trials before the first that is proposed: enough to tell a direction. */
  private static int drawn(SearchSpace space) {
    return Math.max(4, Math.min(20, 2 + space.dimensions().size()));
  }

  private static Sampler start(SearchSpace space, long seed) {
    return space.dimensions().size() <= SobolPoints.MOST_DIMENSIONS
        ? new SobolSampling(OptionalLong.empty()).sampler(space, seed)
        : new RandomSampling(OptionalLong.empty()).sampler(space, seed);
  }

  /** The first trials of a sampler. */
  private record Start(Sampler sampler, long drawn) implements Sampler {
    @Override
    public long size() {
      return sampler.size();
    }

    @Override
    public List<Parameter> suggest(long n) {
      return sampler.suggest(n);
    }
  }

  /** Warns of limits under which there is little to learn from. */
  private static void warn(Settings settings, SamplingAlgorithms.Task task) {
    int dimensions = task.space().dimensions().size();
    long enough = TRIALS_EACH * dimensions;
    if (task.maxTotalTrials() < enough) {
      settings.warning(
          "",
          "max_total_trials: %d is few for bayesian sampling of %d %s; %d or more (%d for each) are recommended"
              .formatted(
                  task.maxTotalTrials(),
                  dimensions,
                  dimensions == 1 ? "hyperparameter" : "hyperparameters",
                  enough,
                  TRIALS_EACH));
    }
    if (task.maxConcurrentTrials() > MOST_AT_ONCE) {
      settings.warning(
          "",
          "max_concurrent_trials: %d is much for bayesian sampling, which learns from the trials that have ended; %d or fewer find better ones"
              .formatted(task.maxConcurrentTrials(), MOST_AT_ONCE));
    }
  }

  private static boolean refused(Settings settings, SamplingAlgorithms.Task task) {
    boolean refused = false;
    for (Dimension dimension : task.space().dimensions()) {
      if (!allowed(dimension.expression())) {
        task.places()
            .problem(
                dimension.name(),
                "bayesian sampling takes only choice, uniform and quniform, not "
                    + dimension.expression().name()
                    + WAY_OUT);
        refused = true;
      }
    }
    if (task.earlyTermination()) {
      settings.problem("", "bayesian sampling takes no early_termination" + WAY_OUT);
      refused = true;
    }
    return refused;
  }

  private static boolean allowed(Expression expression) {
    return expression instanceof Choice
        || expression instanceof Uniform
        || expression instanceof QUniform;
  }
}
