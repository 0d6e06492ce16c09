package io.trialstream.sampling;

import io.trialstream.settings.Sentences;
import io.trialstream.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Independent draws, every one a function of the seed, the trial's number and the hyperparameter's
 * place in the space: a further trial changes no other.
 *
 * @param seed the seed that the file gives; empty where it gives none
 */
record RandomSampling(OptionalLong seed) implements SamplingAlgorithm {

  private static final List<String> RULES = List.of("random", "sobol");

  /** Reads {@code seed} and {@code rule}. */
  static Optional<SamplingAlgorithm> read(Settings settings, SamplingAlgorithms.Task task) {
    OptionalLong seed = settings.integer("seed");
    String rule = settings.text("rule").orElse("random");
    int dimensions = task.space().dimensions().size();
    if (!RULES.contains(rule)) {
      settings.problem(
          "rule",
          "must be %s, not \"%s\"%s"
              .formatted(
                  Sentences.or(RULES), Sentences.shorten(rule), Sentences.hint(rule, RULES)));
      return Optional.empty();
    }
    if (rule.equals("random")) {
      return Optional.of(new RandomSampling(seed));
    }
    if (dimensions > SobolPoints.MOST_DIMENSIONS) {
      settings.problem(
          "rule",
          "sobol covers at most %s hyperparameters, and the search space has %s; use random"
              .formatted(SobolPoints.MOST_DIMENSIONS, dimensions));
      return Optional.empty();
    }
    return Optional.of(new SobolSampling(seed));
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    return new Draws(space, Mixer.at(seed, 0));
  }

  private record Draws(SearchSpace space, long key) implements Sampler {
    @Override
    public long size() {
      return Long.MAX_VALUE;
    }

    @Override
    public List<Parameter> suggest(long n) {
      long trial = Mixer.at(key, n);
      double[] shares = new double[space.dimensions().size()];
      for (int d = 0; d < shares.length; d++) {
        shares[d] = Mixer.share(Mixer.at(trial, d));
      }
      return space.at(shares);
    }
  }
}
