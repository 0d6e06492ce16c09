package io.trialstream.sampling;

import java.util.List;

/**
 * What a model begins with: Sobol points, or random ones where the space has more hyperparameters
 * than the sequence has dimensions.
 *
 * @param points the points
 * @param drawn how many trials have them before the model proposes
 */
record QuasiRandomStart(Sampler points, long drawn) implements Sampler {

  static QuasiRandomStart of(SearchSpace space, long seed, long drawn) {
    return new QuasiRandomStart(SobolSampling.orRandom(space, seed), drawn);
  }

  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  @Override
  public List<Parameter> suggest(long n) {
    return points.suggest(n);
  }
}
