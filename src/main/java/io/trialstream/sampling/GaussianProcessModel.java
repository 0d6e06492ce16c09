package io.trialstream.sampling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bayesian optimisation with a Gaussian process: the trials that have ended are its observations,
 * those that have not are believed to reach what is expected of them (the "kriging believer" of
 * Ginsbourger, Le Riche and Carraro, "Kriging is well-suited to parallelize optimization", 2010),
 * and the next trial is where the expected improvement is greatest.
 */
final class GaussianProcessModel implements SamplingModel {
  /** Trials up to which each proposal has a kernel fitted to all that is known. */
  private static final int EAGER = 64;

  /** How many times the trials of the last fit make {@link #refresh} worth its while. */
  private static final double GROWTH = 1.05;

  /** How many times the trials of the last fit make a proposal wait for the next. */
  private static final double FAR = 2;

  private final String name;
  private final Encoding encoding;
  private final Sampler draws;
  private final long key;
  private final Points points;
  private @Nullable FittedProcess fitted;

  /**
   * @param draws suggests trials while those that have ended came out alike, or none has
   */
  GaussianProcessModel(String name, SearchSpace space, Sampler draws, long seed) {
    this.name = name;
    this.encoding = Encoding.of(space);
    this.draws = draws;
    this.key = Mixer.at(seed, 1);
    this.points = new Points(encoding::encode);
  }

  @Override
  public List<Proposal> propose(History history, int count) {
    Lessons lessons = new Lessons(history, points);
    List<Proposal> proposals = new ArrayList<>();
    if (!lessons.anyDifference()) {
      Basis none = new Basis(name, lessons.position(), lessons.values(), lessons.position());
      for (int n = lessons.next(); n < lessons.next() + count; n++) {
        proposals.add(new Proposal(draws.suggest(n), none));
      }
      return proposals;
    }
    FittedProcess with = fitted(lessons);
    Basis basis = new Basis(name, lessons.position(), lessons.values(), with.position());
    FittedProcess.Conditioned conditioned = with.condition(lessons);
    for (int n = lessons.next(); n < lessons.next() + count; n++) {
      proposals.add(new Proposal(conditioned.next(Mixer.at(key, n)), basis));
    }
    return proposals;
  }

  @Override
  public int choose(History history, List<List<Parameter>> candidates) {
    Lessons lessons = new Lessons(history, points);
    if (!lessons.anyValue()) {
      return (int) (Mixer.share(Mixer.at(key, lessons.next())) * candidates.size());
    }
    return fitted(lessons)
        .condition(lessons)
        .choose(candidates.stream().map(encoding::encode).toList());
  }

  @Override
  public void refresh(History history) {
    Lessons lessons = new Lessons(history, points);
    FittedProcess last = fitted;
    if (last == null || lessons.learned().length >= GROWTH * last.learned()) {
      refit(lessons);
    }
  }

  @Override
  public void refit(History history) {
    refit(new Lessons(history, points));
  }

  private void refit(Lessons lessons) {
    if (lessons.anyValue()) {
      fitted = new FittedProcess(encoding, lessons, key);
    }
  }

  /** The fit to propose with, made anew where it is far behind. */
  private FittedProcess fitted(Lessons lessons) {
    FittedProcess last = fitted;
    int learned = lessons.learned().length;
    if (last == null
        || (learned <= EAGER && learned != last.learned())
        || learned > FAR * last.learned()
        || !last.holds(lessons)) {
      last = new FittedProcess(encoding, lessons, key);
      fitted = last;
    }
    return last;
  }
}
