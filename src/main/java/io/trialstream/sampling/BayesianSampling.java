package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.Settings;
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

  /**
   * Trials before the first that the model proposes: two more than hyperparameters, within these.
   */
  private static final int FEWEST_DRAWN = 4;

  private static final int MOST_DRAWN = 20;

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
    int dimensions = space.dimensions().size();
    return QuasiRandomStart.of(
        space, seed, Math.max(FEWEST_DRAWN, Math.min(MOST_DRAWN, dimensions + 2)));
  }

  @Override
  public Optional<SamplingModel> model(SearchSpace space, long seed) {
    return Optional.of(
        new GaussianProcessModel(name(), space, SobolSampling.orRandom(space, seed), seed));
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
