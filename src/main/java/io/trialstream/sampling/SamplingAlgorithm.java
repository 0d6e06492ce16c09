package io.trialstream.sampling;

import java.util.Optional;
import java.util.OptionalLong;

/** A sampling algorithm with its settings, as the experiment file names it. */
public interface SamplingAlgorithm {

  /** The name that the experiment file uses, such as {@code random}. */
  String name();

  /** The seed that the file gives; empty where it gives none. */
  OptionalLong seed();

  /**
   * A sampler of the space that draws with the given seed: of all trials, or of the first ones
   * where there is a {@link #model}.
   */
  Sampler sampler(SearchSpace space, long seed);

  /** What suggests the trials behind the sampler's; empty where no trial depends on others. */
  default Optional<SamplingModel> model(SearchSpace space, long seed) {
    return Optional.empty();
  }
}
