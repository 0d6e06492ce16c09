package io.trialstream.sampling;

import java.util.List;
import java.util.OptionalLong;

/**
 * Sobol points, scrambled by the seed: random sampling that covers the space evenly.
 *
 * @param seed the seed that the file gives; empty where it gives none
 */
record SobolSampling(OptionalLong seed) implements SamplingAlgorithm {

  /** Sobol points, or random ones of a space that has more dimensions than they cover. */
  static Sampler orRandom(SearchSpace space, long seed) {
    SamplingAlgorithm algorithm =
        space.dimensions().size() <= SobolPoints.MOST_DIMENSIONS
            ? new SobolSampling(OptionalLong.empty())
            : new RandomSampling(OptionalLong.empty());
    return algorithm.sampler(space, seed);
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    return new Points(space, SobolPoints.of(space.dimensions().size()), Mixer.at(seed, 0));
  }

  private record Points(SearchSpace space, SobolPoints points, long key) implements Sampler {
    @Override
    public long size() {
      return SobolPoints.COUNT;
    }

    @Override
    public List<Parameter> suggest(long n) {
      double[] shares = new double[space.dimensions().size()];
      for (int d = 0; d < shares.length; d++) {
        int scrambled = scramble(points.coordinate(n, d), Mixer.at(key, d));
        shares[d] = (Integer.toUnsignedLong(scrambled) + 0.5) * 0x1p-32;
      }
      return space.at(shares);
    }
  }

  /**
   * Nested uniform scrambling (Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995):
   * whether a binary digit is flipped is a random function of the digits before it. The function is
   * a hash of those digits, so that nothing is stored. Points keep their number in every elementary
   * interval.
   *
   * @param x a coordinate's 32 binary digits, the first in the highest bit
   */
  static int scramble(int x, long key) {
    long digits = Integer.toUnsignedLong(x);
    int flips = 0;
    for (int before = 0; before < Integer.SIZE; before++) {
      long node = 1L << before | digits >>> (Integer.SIZE - before);
      flips = flips << 1 | (int) (Mixer.at(key, node) >>> 63);
    }
    return x ^ flips;
  }
}
