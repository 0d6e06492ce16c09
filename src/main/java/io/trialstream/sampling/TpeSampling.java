package io.trialstream.sampling;

import io.trialstream.sampling.Observation.State;
import io.trialstream.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
 * hyper-parameter optimization", NIPS 2011) in the joint form that Watanabe's "Tree-structured
 * Parzen estimator" (2023) finds best: one density for the best trials, one for all others, and of
 * some draws from the first the one where it exceeds the second the most.
 *
 * <p>It looks at ranks only, so that no magnitude is too large or too small for it. A trial's rank
 * is that of its best value so far, also where it was cut or still runs: the best can only rise, so
 * that nothing is among the best trials that does not belong there. Behind them come those that
 * failed or have no value. Open trials without a value count as poor, which keeps those that are
 * suggested at the same time apart. Nothing is fitted.
 *
 * @param seed the seed that the file gives; empty where it gives none
 */
record TpeSampling(OptionalLong seed) implements SamplingAlgorithm {
  private static final String NAME = "tpe";

  /** Sobol points in the beginning. */
  private static final int START = 10;

  /**
   * The share of the trials that are the best, and how many these are at most. On the functions and
   * the recorded training of the load test, a share of 0.15 and 48 draws came out ahead of 0.1,
   * 0.12 and 0.2, and of 24 draws.
   */
  private static final double BEST_SHARE = 0.15;

  private static final int MOST_BEST = 25;

  /** The other trials that the second density is made of at most: every so-manieth of them. */
  private static final int MOST_OTHERS = 1000;

  /** The merit of a trial that failed, or that has no value. */
  private static final double FAILED = Double.NEGATIVE_INFINITY;

  /** The draws that a suggestion is chosen from. */
  private static final int DRAWS = 48;

  /** Reads {@code seed}; HyperDrive has no such sampling, so that it must be allowed. */
  static Optional<SamplingAlgorithm> read(Settings settings, SamplingAlgorithms.Task task) {
    OptionalLong seed = settings.integer("seed");
    if (!task.extended()) {
      settings.problem(
          "",
          "HyperDrive has no tpe sampling; use bayesian sampling, or allow it by trialstream:"
              + " {extended: true}");
      return Optional.empty();
    }
    return Optional.of(new TpeSampling(seed));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Sampler sampler(SearchSpace space, long seed) {
    return QuasiRandomStart.of(space, seed, START);
  }

  @Override
  public Optional<SamplingModel> model(SearchSpace space, long seed) {
    return Optional.of(new Model(space, Mixer.at(seed, 1)));
  }

  private static final class Model implements SamplingModel {
    private static final Comparator<Tried> BEST_FIRST =
        Comparator.comparingDouble(Tried::merit).reversed();

    private final SearchSpace space;
    private final Points points;
    private final long key;

    Model(SearchSpace space, long key) {
      this.space = space;
      this.points = new Points(space::shares);
      this.key = key;
    }

    @Override
    public List<Proposal> propose(History history, int count) {
      List<Proposal> proposals = new ArrayList<>(count);
      History known = history;
      for (int i = 0; i < count; i++) {
        Densities densities = densities(known);
        List<Parameter> point = drawn(densities, known.trials().size());
        proposals.add(
            new Proposal(
                point,
                new Basis(NAME, history.position(), densities.values(), history.position())));
        known = known.with(point);
      }
      return proposals;
    }

    @Override
    public int choose(History history, List<List<Parameter>> candidates) {
      Densities densities = densities(history);
      return highest(
          candidates.stream()
              .mapToDouble(candidate -> densities.gain(points.of(candidate)))
              .toArray());
    }

    @Override
    public void refresh(History history) {}

    @Override
    public void refit(History history) {}

    /** Of some draws the one that gains the most; a new point, if there is one among them. */
    private List<Parameter> drawn(Densities densities, long trial) {
      long draws = Mixer.at(key, trial);
      List<List<Parameter>> candidates = new ArrayList<>(DRAWS);
      double[] gains = new double[DRAWS];
      for (int i = 0; i < DRAWS; i++) {
        List<Parameter> candidate = space.at(densities.best().draw(Mixer.at(draws, i)));
        double[] at = points.of(candidate);
        candidates.add(candidate);
        gains[i] = densities.had(at) ? Double.NEGATIVE_INFINITY : densities.gain(at);
      }
      return candidates.get(highest(gains));
    }

    private static int highest(double[] gains) {
      int highest = 0;
      for (int i = 1; i < gains.length; i++) {
        highest = gains[i] > gains[highest] ? i : highest;
      }
      return highest;
    }

    private Densities densities(History history) {
      List<Tried> open = new ArrayList<>();
      List<Tried> ranked = new ArrayList<>();
      int slot = 0;
      for (List<Observation> trials : List.of(history.earlier(), history.trials())) {
        for (Observation trial : trials) {
          Tried tried = new Tried(points.of(slot++, trial.point()), merit(trial));
          if (trial.state() == State.OPEN && !trial.hasValue()) {
            open.add(tried);
          } else if (trial.state() != State.CUT || trial.intervals() > 0) {
            ranked.add(tried);
          }
        }
      }
      List<Tried> all = new ArrayList<>(open);
      all.addAll(ranked);
      ranked.sort(BEST_FIRST);
      int values = (int) ranked.stream().filter(tried -> tried.merit() > FAILED).count();
      int best = Math.min(values, Math.min(MOST_BEST, (int) Math.ceil(BEST_SHARE * ranked.size())));
      List<Tried> others = new ArrayList<>(open);
      others.addAll(ranked.subList(best, ranked.size()));
      return new Densities(density(ranked.subList(0, best)), density(thinned(others)), all, values);
    }

    private ParzenDensity density(List<Tried> trials) {
      return new ParzenDensity(space, trials.stream().map(Tried::at).toArray(double[][]::new));
    }

    private static List<Tried> thinned(List<Tried> trials) {
      int step = (trials.size() + MOST_OTHERS - 1) / MOST_OTHERS;
      return step < 2
          ? trials
          : IntStream.iterate(0, i -> i < trials.size(), i -> i + step)
              .mapToObj(trials::get)
              .toList();
    }

    private static double merit(Observation trial) {
      return trial.state() == State.FAILED ? FAILED : trial.best();
    }
  }

  /** A trial's place in the unit cube, and what ranks it. */
  private record Tried(double[] at, double merit) {}

  /** The two densities, and all trials, of which so many have a value. */
  private record Densities(ParzenDensity best, ParzenDensity others, List<Tried> all, int values) {
    double gain(double[] at) {
      return best.logarithm(at) - others.logarithm(at);
    }

    boolean had(double[] at) {
      return all.stream().anyMatch(tried -> Arrays.equals(tried.at(), at));
    }
  }
}
