package io.trialstream.sampling;

import java.util.List;

/**
 * Draws trials from a search space. Trial n's values are a function of the space, the seed and n
 * alone, whatever the timing and after any crash.
 */
public interface Sampler {

  /**
   * How many trials it can suggest: the number of combinations for a grid, {@link Long#MAX_VALUE}
   * where there is no end.
   */
  long size();

  /**
   * How many trials, from the first, it draws by itself. Those behind, up to {@link #size()}, are
   * the {@link SamplingModel}'s.
   */
  default long drawn() {
    return size();
  }

  /**
   * The hyperparameters of trial n, in the search space's order.
   *
   * @param n the trial's number, 0 ≤ n &lt; {@link #drawn()}
   */
  List<Parameter> suggest(long n);

  /**
   * This sampler where somebody else has suggested these points already: one that suggests each
   * point once leaves them out.
   *
   * @param points hyperparameters in the search space's order, each of a value that its expression
   *     gives
   */
  default Sampler without(List<List<Parameter>> points) {
    return this;
  }
}
