package io.trialstream.sampling;

/**
 * Random bits as a function of counters: nothing to remember, nothing to advance. A key is that of
 * the generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): its n-th output is a mix of {@code key + n * GAMMA}; the mix is the
 * variant 13 of Stafford's "Better Bit Mixing" (2011) that {@link java.util.SplittableRandom} uses
 * as well. An output in turn is the key of the next counter.
 */
final class Mixer {
  /** The odd number nearest to 2^64 divided by the golden ratio. */
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private Mixer() {}

  /** The output at the counter of the generator with that key. */
  static long at(long key, long counter) {
    long z = key + (counter + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Strictly between 0 and 1, from the 52 high bits: their number plus a half, over 2^52. */
  static double share(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }
}
