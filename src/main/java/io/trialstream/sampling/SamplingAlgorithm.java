package io.trialstream.sampling;

import java.util.OptionalLong;

/** A sampling algorithm with its settings, as the experiment file names it. */
public interface SamplingAlgorithm {

  /** The name that the experiment file uses, such as {@code random}. */
  String name();

  /** The seed that the file gives; empty where it gives none. */
  OptionalLong seed();

  /** A sampler of the space that draws with the given seed. */
  Sampler sampler(SearchSpace space, long seed);
}
