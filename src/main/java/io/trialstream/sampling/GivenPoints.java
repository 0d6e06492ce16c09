package io.trialstream.sampling;

import java.util.List;

/**
 * Suggests given points before those of another sampler.
 *
 * @param points the points, in the order in which they are suggested
 * @param others what follows; none of the points, where it suggests each only once
 */
public record GivenPoints(List<List<Parameter>> points, Sampler others) implements Sampler {

  /** Leaves the points out of what the sampler suggests, as far as it would suggest each once. */
  public GivenPoints {
    points = List.copyOf(points);
    others = others.without(points);
  }

  @Override
  public long size() {
    return behind(others.size());
  }

  @Override
  public long drawn() {
    return behind(others.drawn());
  }

  private long behind(long count) {
    return Math.min(count, Long.MAX_VALUE - points.size()) + points.size();
  }

  @Override
  public List<Parameter> suggest(long n) {
    return n < points.size() ? points.get((int) n) : others.suggest(n - points.size());
  }
}
