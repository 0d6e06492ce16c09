package io.trialstream.testing;

import io.trialstream.experiment.Specification;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithm;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model with nothing to it but that its proposals depend on every part of what they may depend
 * on: the draw whose number is a hash of the seed, the fit, and the history.
 *
 * @param drawn the trials that are drawn at the start
 */
public record PlainSampling(long drawn) implements SamplingAlgorithm {

  /** The experiment with this sampling in place of its own. */
  public Specification in(Specification other) {
    return in(other, this);
  }

  /** The experiment with that sampling in place of its own. */
  public static Specification in(Specification other, SamplingAlgorithm sampling) {
    return new Specification(
        other.name(),
        other.displayName(),
        other.experimentName(),
        other.description(),
        other.tags(),
        other.trial(),
        other.pool(),
        other.searchSpace(),
        sampling,
        other.objective(),
        other.policy(),
        other.limits(),
        other.metrics(),
        other.warmStart());
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.empty();
  }

  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    Sampler draws = SamplingAlgorithms.independent(space, seed);
    return new Sampler() {
      @Override
      public long size() {
        return Long.MAX_VALUE;
      }

      @Override
      public long drawn() {
        return drawn;
      }

      @Override
      public List<Parameter> suggest(long n) {
        return draws.suggest(n);
      }
    };
  }

  @Override
  public java.util.Optional<SamplingModel> model(SearchSpace space, long seed) {
    return java.util.Optional.of(new Model(SamplingAlgorithms.independent(space, ~seed)));
  }

  /** The model; it fits itself to every fourth trial with a value. */
  private static final class Model implements SamplingModel {
    private static final int BEHIND = 4;

    private final Sampler draws;
    private long fitted = -1;
    private int fittedValues;
    private long fit;

    Model(Sampler draws) {
      this.draws = draws;
    }

    @Override
    public List<Proposal> propose(History history, int count) {
      int values = values(history);
      if (fitted < 0 || values >= fittedValues + BEHIND) {
        refit(history);
      }
      List<Proposal> proposals = new ArrayList<>();
      History known = history;
      for (int i = 0; i < count; i++) {
        List<Parameter> point = draws.suggest(hash(known, fit) >>> 1);
        proposals.add(new Proposal(point, new Basis("plain", history.position(), values, fitted)));
        known = known.with(point);
      }
      return proposals;
    }

    @Override
    public int choose(History history, List<List<Parameter>> candidates) {
      return (int) Long.remainderUnsigned(hash(history, fit), candidates.size());
    }

    @Override
    public void refresh(History history) {
      if (values(history) > fittedValues) {
        refit(history);
      }
    }

    @Override
    public void refit(History history) {
      fitted = history.position();
      fittedValues = values(history);
      // Trials that are open and without a value are nothing to fit to.
      fit =
          history.trials().stream()
              .filter(Observation::hasValue)
              .mapToLong(Model::hash)
              .reduce(1, (a, b) -> 31 * a + b);
    }

    private static int values(History history) {
      return (int) history.trials().stream().filter(Observation::hasValue).count();
    }

    private static long hash(History history, long fit) {
      long hash = fit;
      for (Observation trial : history.trials()) {
        hash = 31 * hash + hash(trial);
      }
      return hash;
    }

    private static long hash(Observation trial) {
      long hash = 31L * trial.point().hashCode() + trial.state().ordinal();
      hash = 31 * hash + trial.intervals();
      hash = 31 * hash + Double.hashCode(trial.best());
      for (int i = 0; i < trial.reached(); i++) {
        hash = 31 * hash + Double.hashCode(trial.bestAt(i));
      }
      return hash;
    }
  }
}
