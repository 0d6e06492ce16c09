package io.trialstream.sampling;

import java.util.List;

/**
 * Suggests trials from what is known of others. What it suggests is a function of the space, the
 * seed, the history and the history that the model was last fitted to; both are named by the
 * proposal's {@link Basis}, so that anybody can compute it again. Not safe for use by several
 * threads at once.
 */
public interface SamplingModel {

  /**
   * What a proposal was based on.
   *
   * @param model the algorithm's name
   * @param position {@link History#position()} of the history that was learned from
   * @param observations the trials with a value in it that were learned from
   * @param fitted {@link History#position()} of the history that the model's own parameters were
   *     fitted to
   */
  record Basis(String model, long position, int observations, long fitted) {}

  /** Suggested hyperparameters and what they were based on. */
  record Proposal(List<Parameter> point, Basis basis) {}

  /**
   * Proposes the next trials, {@code history.trials().size()} and those behind it, each with those
   * before it taken as open. Fits the model where it has not been fitted or is far behind.
   *
   * @param count how many, 1 or more
   */
  List<Proposal> propose(History history, int count);

  /**
   * The one of given points that is best tried next: as {@link #propose} with these points for a
   * space. Points that trials have had already are chosen as any other.
   *
   * @param candidates points of the space, 1 or more
   * @return the place of that point in the list, from 0
   */
  int choose(History history, List<List<Parameter>> candidates);

  /**
   * Fits the model to the history where that is worth its while: to be called when nobody waits for
   * a proposal. Bounded work, but more than a proposal's.
   */
  void refresh(History history);

  /**
   * Fits the model to that history, whatever it was fitted to before: to compute a proposal again,
   * {@code refit} with the history at {@link Basis#fitted()} and then propose with the history at
   * {@link Basis#position()}.
   */
  void refit(History history);
}
