package io.trialstream.scheduling;

import io.trialstream.experiment.Specification;
import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.stopping.ExperimentLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Computes again what a model suggested, from the experiment file, the seed, the log and the
 * hyperparameters of the trials before. The log is given its records one after the other, and
 * {@link #reached} is called before each and after the last.
 */
public final class Recomputation {
  /** The model that a basis names where the trial was drawn because the model had failed. */
  public static final String INDEPENDENT = "random";

  private final Specification specification;
  private final long seed;
  private final Supplier<List<Observation>> earlier;
  private final List<Suggested> trials;
  private final ExperimentLog log;
  private final TreeSet<Long> due = new TreeSet<>();
  private final TreeMap<Long, List<Suggested>> basedOn = new TreeMap<>();
  private final Map<Long, List<Observation>> fits = new HashMap<>();
  private final List<Result> results = new ArrayList<>();

  /**
   * A trial as it was suggested.
   *
   * @param number its number
   * @param parameters its hyperparameters
   * @param basis what a model suggested it from; empty where none did
   */
  public record Suggested(int number, List<Parameter> parameters, Optional<Basis> basis) {}

  /**
   * A suggestion of a model, and what comes out when it is computed again.
   *
   * @param again empty where nothing came out: its basis contradicts itself
   */
  public record Result(Suggested suggested, Optional<List<Parameter>> again) {

    /** Whether the same came out. */
    public boolean isSame() {
      return again.filter(suggested.parameters()::equals).isPresent();
    }
  }

  /**
   * @param earlier gives the trials of earlier experiments that the log has by then
   * @param trials all trials of the experiment, trial n at place n
   * @param log the experiment's, without records
   */
  public Recomputation(
      Specification specification,
      long seed,
      Supplier<List<Observation>> earlier,
      List<Suggested> trials,
      ExperimentLog log) {
    this.specification = specification;
    this.seed = seed;
    this.earlier = earlier;
    this.trials = List.copyOf(trials);
    this.log = log;
    for (Suggested trial : this.trials) {
      if (trial.basis().isPresent()) {
        Basis basis = trial.basis().get();
        due.add(basis.position());
        due.add(basis.fitted());
        fits.put(basis.fitted(), List.of());
        basedOn.computeIfAbsent(basis.position(), at -> new ArrayList<>()).add(trial);
      }
    }
  }

  /**
   * The log has been given every record that stands before an offset of the experiment's partition,
   * and none behind.
   */
  public void reached(long offset) {
    while (!due.isEmpty() && due.first() <= offset) {
      reachedDue(due.pollFirst());
    }
  }

  private void reachedDue(long position) {
    List<Observation> known =
        IntStream.range(0, trials.size())
            .mapToObj(number -> Observations.of(log, number, trials.get(number).parameters()))
            .toList();
    fits.replace(position, known);
    for (Suggested trial : basedOn.getOrDefault(position, List.of())) {
      results.add(new Result(trial, again(trial, trial.basis().orElseThrow(), known)));
    }
  }

  private Optional<List<Parameter>> again(Suggested trial, Basis basis, List<Observation> known) {
    int number = trial.number();
    if (basis.model().equals(INDEPENDENT)) {
      return Optional.of(
          SamplingAlgorithms.independent(specification.searchSpace(), seed).suggest(number));
    }
    List<Observation> fit = fits.getOrDefault(basis.fitted(), List.of());
    Optional<SamplingModel> model = specification.model(seed);
    if (model.isEmpty() || fit.isEmpty()) {
      return Optional.empty();
    }
    List<Observation> before = earlier.get();
    model.get().refit(new History(basis.fitted(), before, fit.subList(0, number)));
    SamplingModel.Proposal proposal =
        model
            .get()
            .propose(new History(basis.position(), before, known.subList(0, number)), 1)
            .get(0);
    return proposal.basis().equals(basis) ? Optional.of(proposal.point()) : Optional.empty();
  }

  /** What came of the suggestions so far, in the order of what they were based on. */
  public List<Result> results() {
    return List.copyOf(results);
  }
}
