package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.sampling.History;
import io.trialstream.sampling.Observation;
import io.trialstream.sampling.Observation.State;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.Sampler;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Basis;
import io.trialstream.sampling.SamplingModel.Proposal;
import io.trialstream.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model owes to those who compute its suggestions again. */
class ModelContractTest {
  private static final long SEED = 23;

  private static Optional<Specification> specification(String sampling) {
    String text =
        """
        type: sweep
        trial: {command: train}
        search_space:
          rate: {type: loguniform, min_value: -9, max_value: -1}
          layers: {type: quniform, min_value: 1, max_value: 9, q: 2}
          units: {type: randint, upper: 50}
          kind: {type: choice, values: [a, b, 3]}
          share: {type: uniform, min_value: -1, max_value: 1}
        sampling_algorithm: %s
        objective: {goal: maximize, primary_metric: accuracy}
        trialstream: {extended: true}
        """
            .formatted(sampling);
    try {
      return Optional.of(ExperimentFile.parse(text, Optional.empty()).specification());
    } catch (InvalidSettingsException e) {
      return Optional.empty();
    }
  }

  /** The names of the algorithms that have a model. */
  static Stream<String> models() {
    return SamplingAlgorithms.names().stream()
        .filter(name -> specification(name).flatMap(read -> read.model(SEED)).isPresent());
  }

  @Test
  void thereAreModels() {
    assertThat(models()).contains("tpe");
  }

  /** Trials of all kinds, the more of them ended the further the log has come. */
  private static History history(Sampler sampler, int trials, long position) {
    List<Observation> observed = new ArrayList<>();
    for (int n = 0; n < trials; n++) {
      Random random = new Random(n);
      int reports = Math.min(40, Math.max(0, (int) position - 20 * n));
      double[] bests = new double[Observation.checkpoints(reports).length];
      double best = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < bests.length; i++) {
        best = Math.max(best, random.nextInt(8) == 0 ? best : 3 * random.nextGaussian());
        bests[i] = best;
      }
      State end = State.values()[1 + random.nextInt(3)];
      observed.add(
          new Observation(
              sampler.suggest(n), reports < 40 ? State.OPEN : end, reports, best, bests));
    }
    return new History(position, List.of(), observed);
  }

  @ParameterizedTest
  @MethodSource("models")
  void proposalsOfABatchAreThoseThatComeOneByOneFromAFreshModel(String sampling) {
    Specification read = specification(sampling).orElseThrow();
    Sampler sampler = SamplingAlgorithms.independent(read.searchSpace(), SEED);
    SamplingModel model = read.model(SEED).orElseThrow();
    for (int position = 0; position <= 800; position += 100) {
      // Given
      int trials = 4 + position / 20;
      History history = history(sampler, trials, position);

      // When
      List<Proposal> proposals = model.propose(history, 4);

      // Then
      assertThat(proposals).hasSize(4);
      History known = history;
      for (Proposal proposal : proposals) {
        Basis basis = proposal.basis();
        assertThat(basis.position()).isEqualTo(position);
        SamplingModel fresh = read.model(SEED).orElseThrow();
        fresh.refit(history(sampler, trials, basis.fitted()));
        assertThat(fresh.propose(known, 1))
            .as("trial %d from %s", known.trials().size(), basis)
            .containsExactly(proposal);
        known = known.with(proposal.point());
      }
      if (position % 300 == 0) {
        model.refresh(history(sampler, trials, position + 10));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aFitLooksAtNoTrialThatHasYetToReport(String sampling) {
    Specification read = specification(sampling).orElseThrow();
    Sampler sampler = SamplingAlgorithms.independent(read.searchSpace(), SEED);
    History history = history(sampler, 30, 400);
    List<Proposal> proposals =
        Stream.of(20, 24, 30)
            .map(
                trials -> {
                  // Given
                  SamplingModel model = read.model(SEED).orElseThrow();

                  // When
                  model.refit(history(sampler, trials, 400));
                  return model.propose(history, 1).get(0);
                })
            .toList();

    // Then
    assertThat(history.trials().subList(20, 30)).noneMatch(Observation::hasValue);
    assertThat(proposals).containsOnly(proposals.get(0));
  }

  @ParameterizedTest
  @MethodSource("models")
  void valuesOfAllMagnitudesAndNoValuesAtAllGiveProposals(String sampling) {
    Specification read = specification(sampling).orElseThrow();
    Sampler sampler = SamplingAlgorithms.independent(read.searchSpace(), SEED);
    List<double[]> merits =
        List.of(
            filled(Double.NEGATIVE_INFINITY),
            filled(0),
            filled(1e300),
            new Random(1).doubles(20, -1e300, 1e300).toArray(),
            new Random(2).doubles(20, 0, 1e-300).toArray(),
            new Random(3).ints(20, -300, 300).mapToDouble(e -> Math.pow(10, e)).toArray());
    for (double[] each : merits) {
      for (State state : State.values()) {
        // Given
        List<Observation> observed = new ArrayList<>();
        for (int n = 0; n < each.length; n++) {
          observed.add(
              new Observation(sampler.suggest(n), state, 1, each[n], new double[] {each[n]}));
        }
        SamplingModel model = read.model(SEED).orElseThrow();

        // When
        List<Proposal> proposals = model.propose(new History(40, List.of(), observed), 3);

        // Then
        assertThat(proposals).as("%s %s", state, Arrays.toString(each)).hasSize(3);
        assertThat(proposals)
            .allSatisfy(
                proposal ->
                    assertThat(proposal.point().stream().map(Parameter::name))
                        .isEqualTo(read.searchSpace().names()));
      }
    }
  }

  private static double[] filled(double merit) {
    double[] merits = new double[20];
    Arrays.fill(merits, merit);
    return merits;
  }
}
