package io.trialstream.loadtests;

import io.trialstream.experiment.Specification;
import io.trialstream.loadtests.objectives.Objective;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One search for an objective's minimum by workers that take different times: when one has a
 * result, the sampler hears it and gives it the next trial, while the others go on.
 */
final class SamplingRun {
  private final Objective objective;
  private final Sampler sampler;
  private final Optional<SamplingModel> model;
  private final boolean independent;
  private final SplittableRandom random;
  private final Finder finder;
  private final List<Observation> trials = new ArrayList<>();
  private final PriorityQueue<Busy> busy =
      new PriorityQueue<>(Comparator.comparingDouble(Busy::until).thenComparingInt(Busy::trial));
  private final List<Timing> timings = new ArrayList<>();

  private SamplingRun(Objective objective, Contender contender, long seed) {
    Specification specification = contender.on(objective.space());
    this.objective = objective;
    this.sampler = specification.sampler(seed);
    this.model = specification.sampling().model(specification.searchSpace(), seed);
    this.independent = contender.equals(Contender.of("random"));
    this.random = new SplittableRandom(seed);
    this.finder = new Finder(specification.searchSpace(), objective.candidates());
  }

  /**
   * What a search came to.
   *
   * @param regrets after each evaluation, how far the value of the trial with the best reading lies
   *     above the lowest value; values are without noise
   * @param timings of the suggestions that a model made
   */
  record Outcome(double[] regrets, List<Timing> timings) {}

  private record Busy(int trial, double until) {}

  /**
   * Searches.
   *
   * @param evaluations the trials
   * @param atOnce the workers
   */
  static Outcome of(
      Objective objective, Contender contender, int evaluations, int atOnce, long seed) {
    return new SamplingRun(objective, contender, seed).search(evaluations, atOnce);
  }

  private Outcome search(int evaluations, int atOnce) {
    double[] regrets = new double[evaluations];
    double best = Double.NEGATIVE_INFINITY;
    double regret = Double.POSITIVE_INFINITY;
    while (trials.size() < Math.min(evaluations, atOnce)) {
      start(0, 0);
    }
    for (int ended = 0; ended < evaluations; ended++) {
      Busy next = busy.remove();
      Observation result = result(trials.get(next.trial()).point());
      trials.set(next.trial(), result);
      if (result.best() > best) {
        best = result.best();
        regret = objective.value(result.point()) - objective.lowest();
      }
      regrets[ended] = regret;
      if (trials.size() < evaluations) {
        start(next.until(), ended + 1);
      }
    }
    return new Outcome(regrets, timings);
  }

  private void start(double now, int observations) {
    List<Parameter> point = next(observations);
    busy.add(new Busy(trials.size(), now + random.nextDouble(0.5, 1.5)));
    trials.add(Observation.open(point));
  }

  private List<Parameter> next(int observations) {
    int trial = trials.size();
    if (trial < sampler.drawn()) {
      List<Parameter> drawn = sampler.suggest(trial);
      return independent ? finder.independent(drawn) : finder.near(drawn);
    }
    SamplingModel learning = model.orElseThrow();
    // The log's position: behind what has been suggested and what has ended.
    History history = new History(trial + observations, List.of(), trials);
    Stopwatch suggest = new Stopwatch();
    List<Parameter> point = finder.next(learning, history);
    Stopwatch.Time suggested = suggest.time();
    Stopwatch refresh = new Stopwatch();
    learning.refresh(history);
    timings.add(new Timing(suggested, refresh.time()));
    return point;
  }

  private Observation result(List<Parameter> point) {
    return completed(point, objective.readings(point, random));
  }

  /** A trial that ran to its end and reported these readings, of which lower ones are better. */
  static Observation completed(List<Parameter> point, double[] readings) {
    double[] bests = new double[readings.length];
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < readings.length; i++) {
      best = Double.isFinite(readings[i]) ? Math.max(best, -readings[i]) : best;
      bests[i] = best;
    }
    double[] kept =
        IntStream.of(Observation.checkpoints(readings.length))
            .mapToDouble(interval -> bests[interval - 1])
            .toArray();
    return new Observation(point, Observation.State.COMPLETED, readings.length, best, kept);
  }
}
