package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.Observation.State;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.SamplingModel.Proposal;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianProcessModelTest {
  private static final SearchSpace SQUARE =
      new SearchSpace(
          List.of(new Dimension("x", new Uniform(-5, 10)), new Dimension("y", new Uniform(0, 15))));
  private static final long SEED = 3;

  private static SamplingModel model(SearchSpace space) {
    return algorithm().model(space, SEED).orElseThrow();
  }

  private static BayesianSampling algorithm() {
    return new BayesianSampling(OptionalLong.empty());
  }

  private static double number(List<Parameter> point, int k) {
    return ((Real) point.get(k).value()).value();
  }

  private static double bowl(List<Parameter> point) {
    double x = number(point, 0) - 2.2;
    double y = number(point, 1) - 7.1;
    return -(x * x + 3 * y * y);
  }

  private static Observation completed(List<Parameter> point, double merit) {
    return new Observation(point, State.COMPLETED, 1, merit, new double[] {merit});
  }

  private static List<Observation> observations(
      SearchSpace space, int n, ToDoubleFunction<List<Parameter>> merit) {
    Sampler draws = new RandomSampling(OptionalLong.empty()).sampler(space, 9);
    return IntStream.range(0, n)
        .mapToObj(draws::suggest)
        .map(point -> completed(point, merit.applyAsDouble(point)))
        .toList();
  }

  private static History history(int position, List<Observation> trials) {
    return new History(position, List.of(), trials);
  }

  @Test
  void findsTheTopOfABowlInTwentyTrials() {
    // Given
    SamplingModel model = model(SQUARE);
    Sampler start = algorithm().sampler(SQUARE, SEED);
    List<Observation> trials = new ArrayList<>();

    // When
    for (int n = 0; n < 20; n++) {
      List<Parameter> point =
          n < start.drawn()
              ? start.suggest(n)
              : model.propose(history(n, trials), 1).get(0).point();
      trials.add(completed(point, bowl(point)));
    }

    // Then
    assertThat(trials.stream().mapToDouble(Observation::best).max().orElseThrow())
        .isGreaterThan(-0.01);
  }

  @Test
  void aBatchIsTheSameAsOneAfterTheOther() {
    // Given
    List<Observation> trials = observations(SQUARE, 12, GaussianProcessModelTest::bowl);
    SamplingModel together = model(SQUARE);
    SamplingModel single = model(SQUARE);

    // When
    List<Proposal> batch = together.propose(history(12, trials), 5);

    // Then
    History known = history(12, trials);
    for (Proposal proposal : batch) {
      Proposal next = single.propose(known, 1).get(0);
      assertThat(next).isEqualTo(proposal);
      known = known.with(next.point());
    }
    assertThat(batch.stream().map(Proposal::point)).doesNotHaveDuplicates();
  }

  @Test
  void whatItProposesDependsOnTheTwoHistoriesOfItsBasisAlone() {
    // Given: trials end in another order than that of their numbers
    List<Observation> all = observations(SQUARE, 90, GaussianProcessModelTest::bowl);
    List<Observation> shown = new ArrayList<>(all.subList(0, 70));
    IntStream.of(66, 67, 68, 69).forEach(n -> shown.set(n, Observation.open(all.get(n).point())));
    SamplingModel lived = model(SQUARE);
    List<History> seen = new ArrayList<>();
    List<Proposal> proposals = new ArrayList<>();
    for (int ended : new int[] {69, 67, 66, 68}) {
      seen.add(history(ended, shown));
      proposals.addAll(lived.propose(seen.get(seen.size() - 1), 1));
      lived.refresh(seen.get(seen.size() - 1));
      shown.set(ended, all.get(ended));
    }

    // When
    Proposal last = proposals.get(3);
    SamplingModel anew = model(SQUARE);
    long fitted = last.basis().fitted();
    anew.refit(seen.stream().filter(h -> h.position() == fitted).findFirst().orElseThrow());
    Proposal again = anew.propose(seen.get(3), 1).get(0);

    // Then
    assertThat(fitted).isNotEqualTo(last.basis().position());
    assertThat(again).isEqualTo(last);
  }

  static Stream<ToDoubleFunction<List<Parameter>>> odd() {
    return Stream.of(
        point -> 7,
        point -> bowl(point) * 1e300,
        point -> bowl(point) * 1e-303,
        point -> StrictMath.copySign(StrictMath.pow(10, 60 * number(point, 0) - 300), -1),
        point -> number(point, 0) > 0 ? 1e300 : -1e300);
  }

  @ParameterizedTest
  @MethodSource("odd")
  void copesWithOddValues(ToDoubleFunction<List<Parameter>> merit) {
    // Given
    List<Observation> trials = observations(SQUARE, 30, merit);

    // When
    List<Proposal> proposals = model(SQUARE).propose(history(30, trials), 3);

    // Then
    assertThat(proposals.stream().map(Proposal::point)).doesNotHaveDuplicates();
    for (Proposal proposal : proposals) {
      assertThat(number(proposal.point(), 0)).isBetween(-5.0, 10.0);
      assertThat(number(proposal.point(), 1)).isBetween(0.0, 15.0);
    }
  }

  @Test
  void goesOnWithSobolPointsWhileNothingButFailuresIsKnown() {
    // Given
    List<Observation> failed =
        observations(SQUARE, 10, GaussianProcessModelTest::bowl).stream()
            .map(
                trial ->
                    new Observation(
                        trial.point(), State.FAILED, 0, Double.NEGATIVE_INFINITY, new double[0]))
            .toList();

    // When
    List<Proposal> proposals = model(SQUARE).propose(history(10, failed), 2);

    // Then
    Sampler sobol = SobolSampling.orRandom(SQUARE, SEED);
    assertThat(proposals.stream().map(Proposal::point))
        .containsExactly(sobol.suggest(10), sobol.suggest(11));
    assertThat(proposals.get(0).basis().observations()).isZero();
  }

  @Test
  void goesOnWithSobolPointsWhileAllTrialsAreEquallyGood() {
    // Given
    List<Observation> equal = observations(SQUARE, 10, point -> 7);

    // When
    List<Proposal> proposals = model(SQUARE).propose(history(10, equal), 2);

    // Then
    Sampler sobol = SobolSampling.orRandom(SQUARE, SEED);
    assertThat(proposals.stream().map(Proposal::point))
        .containsExactly(sobol.suggest(10), sobol.suggest(11));
    assertThat(proposals.get(0).basis().observations()).isEqualTo(10);
  }

  @Test
  void triesNoCornerTwiceThoughTheBestLiesThere() {
    // Given
    SamplingModel model = model(SQUARE);
    List<Observation> trials = new ArrayList<>(observations(SQUARE, 4, point -> -number(point, 1)));

    // When
    for (int n = 4; n < 20; n++) {
      List<Parameter> point = model.propose(history(n, trials), 1).get(0).point();
      trials.add(completed(point, -number(point, 1)));
    }

    // Then
    assertThat(trials.stream().map(Observation::point)).doesNotHaveDuplicates();
  }

  @Test
  void avoidsWhereTrialsFail() {
    // Given: everything left of 2.5 fails, and what is right of it rises to the left
    List<Observation> trials =
        observations(SQUARE, 40, point -> -number(point, 0)).stream()
            .map(
                trial ->
                    number(trial.point(), 0) < 2.5
                        ? new Observation(
                            trial.point(), State.FAILED, 0, Double.NEGATIVE_INFINITY, new double[0])
                        : trial)
            .toList();

    // When
    List<Proposal> proposals = model(SQUARE).propose(history(40, trials), 4);

    // Then
    assertThat(number(proposals.get(0).point(), 0)).isBetween(0.0, 5.0);
    assertThat(proposals)
        .allSatisfy(proposal -> assertThat(number(proposal.point(), 0)).isGreaterThan(0));
  }

  @Test
  void proposesNoPointOfASmallSpaceTwiceBeforeAllAreUsed() {
    // Given
    List<ParameterValue> letters =
        Stream.of("a", "b", "c", "d", "e").<ParameterValue>map(Text::new).toList();
    SearchSpace small =
        new SearchSpace(
            List.of(
                new Dimension("first", new Choice(letters)),
                new Dimension("second", new Expression.RandInt(4))));
    SamplingModel model = model(small);
    List<Observation> trials = new ArrayList<>();
    Set<List<Parameter>> points = new HashSet<>();

    // When
    for (int n = 0; n < 20; n++) {
      List<Parameter> point =
          n == 0
              ? algorithm().sampler(small, SEED).suggest(0)
              : model.propose(history(n, trials), 1).get(0).point();
      points.add(point);
      trials.add(completed(point, point.get(0).value().text().charAt(0) % 3 + n % 2 * 0.01));
    }

    // Then
    assertThat(points).hasSize(20);
    assertThat(model.propose(history(20, trials), 1)).hasSize(1);
  }

  @Test
  void learnsFromEarlierExperimentsBeforeItsOwnTrials() {
    // Given
    List<Observation> earlier = observations(SQUARE, 40, GaussianProcessModelTest::bowl);

    // When
    List<Parameter> first =
        model(SQUARE).propose(new History(5, earlier, List.of()), 1).get(0).point();

    // Then
    assertThat(bowl(first)).isGreaterThan(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {900, 3000})
  void learnsFromMoreTrialsThanItHolds(int n) {
    // Given
    List<Observation> trials =
        new ArrayList<>(observations(SQUARE, n, GaussianProcessModelTest::bowl));
    SamplingModel model = model(SQUARE);

    // When
    model.refresh(history(n, trials));
    Proposal proposal = model.propose(history(n, trials), 1).get(0);

    // Then
    assertThat(bowl(proposal.point())).isGreaterThan(-0.5);
    assertThat(proposal.basis().observations()).isEqualTo(n);
  }

  @Test
  void takesARunningTrialsValuesIntoAccount() {
    // Given: an open trial is much better than all others at its place
    List<Observation> trials =
        new ArrayList<>(observations(SQUARE, 15, GaussianProcessModelTest::bowl));
    List<Parameter> place =
        List.of(new Parameter("x", new Real(9)), new Parameter("y", new Real(1)));
    List<Observation> silent = new ArrayList<>(trials);
    silent.add(Observation.open(place));
    trials.add(new Observation(place, State.OPEN, 1, 500, new double[] {500}));

    // When
    List<Parameter> told = model(SQUARE).propose(history(15, trials), 1).get(0).point();
    List<Parameter> untold = model(SQUARE).propose(history(15, silent), 1).get(0).point();

    // Then
    assertThat(distance(told, place)).isLessThan(distance(untold, place));
  }

  private static double distance(List<Parameter> a, List<Parameter> b) {
    return Math.hypot(number(a, 0) - number(b, 0), number(a, 1) - number(b, 1));
  }
}
