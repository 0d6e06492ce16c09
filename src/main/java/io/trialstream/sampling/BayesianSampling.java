package io.trialstream.sampling;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.SearchSpace.Dimension;
import io.trialstream.settings.Settings;
import java.util.Optional;

/**
 * What HyperDrive's Bayesian sampling refuses, and the way out of it. The sampling itself is not
 * available, and the file's reader is told so.
 */
final class BayesianSampling {
  private static final String WAY_OUT =
      "; use random sampling, or allow it by trialstream: {extended: true}";

  /** As many trials for each hyperparameter let a model find its way. */
  private static final long TRIALS_EACH = 20;

  /** With more trials at once many are suggested before anything is learned from the others. */
  private static final long MOST_AT_ONCE = 20;

  private BayesianSampling() {}

  /** Records why this task cannot be sampled. */
  static Optional<SamplingAlgorithm> read(Settings settings, SamplingAlgorithms.Task task) {
    settings.integer("seed");
    if (task.extended() || !refused(settings, task)) {
      warn(settings, task);
      settings.problem("", "bayesian sampling is not yet available; use random or grid");
    }
    return Optional.empty();
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
