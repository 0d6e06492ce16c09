package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.LogNormal;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.QNormal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.Observation.State;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.SamplingModel.Proposal;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TpeSamplingTest {
  private static final TpeSampling TPE = new TpeSampling(OptionalLong.empty());

  private static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              new Dimension("optimizer", new Choice(List.of(new Text("sgd"), new Text("adam")))),
              new Dimension("rate", new LogUniform(-12, 0)),
              new Dimension("layers", new RandInt(6)),
              new Dimension("dropout", new QUniform(0, 0.5, 0.05)),
              new Dimension("decay", new LogNormal(-8, 2)),
              new Dimension("offset", new QNormal(0, 2, 0.25))));

  private static final SearchSpace LINE =
      new SearchSpace(List.of(new Dimension("x", new Uniform(0, 1))));

  /** Best for adam, a rate of about 1e-3 and three layers. */
  private static final ToDoubleFunction<List<Parameter>> TRAINING =
      point -> {
        double rate = Math.log10(number(point.get(1)));
        return (point.get(0).value().equals(new Text("adam")) ? 0 : -1)
            - Math.pow(rate + 3, 2)
            - 0.2 * Math.pow(number(point.get(2)) - 3, 2)
            - Math.pow(number(point.get(3)) - 0.2, 2);
      };

  @Test
  void itFindsMuchBetterTrialsThanRandomSampling() {
    // Given
    int trials = 60;
    int seeds = 15;

    // When
    double[] found = LongStream.range(0, seeds).mapToDouble(s -> best(search(s, trials))).toArray();
    double[] drawn =
        LongStream.range(0, seeds)
            .mapToDouble(
                seed -> {
                  Sampler random = new RandomSampling(OptionalLong.empty()).sampler(MIXED, seed);
                  return LongStream.range(0, trials)
                      .mapToDouble(n -> TRAINING.applyAsDouble(random.suggest(n)))
                      .max()
                      .orElseThrow();
                })
            .toArray();

    // Then
    assertThat(median(found)).isGreaterThan(median(drawn) / 4);
  }

  @Test
  void whatItProposesIsAFunctionOfSeedAndHistoryWhateverItWasAskedBefore() {
    // Given
    History history = search(3, 40);
    SamplingModel fresh = model(MIXED, 3);
    SamplingModel used = model(MIXED, 3);
    for (int n = 11; n < 40; n += 7) {
      used.propose(prefix(history, n), 2);
    }
    used.refresh(history);
    used.refit(prefix(history, 20));

    // When
    List<Proposal> proposals = fresh.propose(history, 5);

    // Then
    assertThat(used.propose(history, 5)).isEqualTo(proposals);
    assertThat(model(MIXED, 4).propose(history, 5)).isNotEqualTo(proposals);
    assertThat(proposals.get(0).basis())
        .isEqualTo(new SamplingModel.Basis("tpe", history.position(), 40, history.position()));
  }

  @Test
  void aBatchIsWhatOneByOneWouldBeWhileTheEarlierOnesRun() {
    // Given
    History history = search(5, 30);

    // When
    List<Proposal> batch = model(MIXED, 5).propose(history, 3);

    // Then
    History open = history.with(batch.get(0).point()).with(batch.get(1).point());
    assertThat(model(MIXED, 5).propose(open, 1).get(0).point()).isEqualTo(batch.get(2).point());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void everyProposalIsAPointOfTheSpace(int atOnce) {
    // Given
    History history = search(8, 25);

    // When
    List<Proposal> proposals = model(MIXED, 8).propose(history, atOnce);

    // Then
    assertThat(proposals).hasSize(atOnce);
    assertThat(proposals)
        .allSatisfy(
            proposal -> {
              double[] shares = MIXED.shares(proposal.point());
              assertThat(MIXED.at(shares).get(0)).isEqualTo(proposal.point().get(0));
              assertThat(MIXED.at(shares).get(2)).isEqualTo(proposal.point().get(2));
              assertThat(MIXED.at(shares).get(3)).isEqualTo(proposal.point().get(3));
              assertThat(number(proposal.point().get(1))).isBetween(Math.exp(-12), 1.0);
              assertThat(number(proposal.point().get(4))).isFinite().isPositive();
            });
  }

  @Test
  void trialsThatRunAtTheSameTimeAreKeptApart() {
    // Given
    History history = line(x -> -(x - 0.3) * (x - 0.3), 20);
    SamplingModel model = model(LINE, 1);

    // When
    List<Double> batch =
        model.propose(history, 100).stream().map(p -> number(p.point().get(0))).toList();

    // Then
    assertThat(batch).doesNotHaveDuplicates();
    double deviation =
        Math.sqrt(batch.stream().mapToDouble(x -> (x - 0.3) * (x - 0.3)).average().orElseThrow());
    assertThat(deviation).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-3, 1e300})
  void onlyRanksCountSoThatNoMagnitudeMatters(double scale) {
    // Given
    DoubleUnaryOperator merit = x -> -(x - 0.3) * (x - 0.3);

    // When
    List<Proposal> scaled =
        model(LINE, 1).propose(line(x -> scale * merit.applyAsDouble(x), 20), 3);

    // Then
    assertThat(points(scaled)).isEqualTo(points(model(LINE, 1).propose(line(merit, 20), 3)));
  }

  @Test
  void whereTrialsFailItTriesLessThanWhereTheySucceed() {
    // Given
    List<Observation> trials = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      double x = (n + 0.5) / 40;
      trials.add(
          x < 0.5
              ? new Observation(point(x), State.FAILED, 1, 100, new double[] {100})
              : completed(point(x), -x));
    }

    // When
    List<Proposal> proposals = model(LINE, 2).propose(new History(80, List.of(), trials), 20);

    // Then
    assertThat(proposals)
        .filteredOn(proposal -> number(proposal.point().get(0)) < 0.45)
        .hasSizeLessThan(4);
  }

  @Test
  void ifAllFailedOrAllAreEqualItGoesOn() {
    for (State state : State.values()) {
      // Given
      List<Observation> worthless =
          IntStream.range(0, 30)
              .mapToObj(
                  n ->
                      new Observation(
                          point(n / 30.0), state, 1, Double.NEGATIVE_INFINITY, new double[1]))
              .toList();

      // When
      List<Proposal> proposals = model(LINE, 2).propose(new History(60, List.of(), worthless), 10);

      // Then
      assertThat(points(proposals)).as(state.name()).doesNotHaveDuplicates();
      assertThat(proposals.get(0).basis().observations()).isZero();
    }
    assertThat(points(model(LINE, 2).propose(line(x -> 7, 30), 10))).doesNotHaveDuplicates();
  }

  @Test
  void aTrialThatWasStoppedOrStillRunsCountsByItsBestSoFar() {
    // Given
    List<Observation> trials = new ArrayList<>(line(x -> -1, 20).trials());
    trials.add(new Observation(point(0.9), State.CUT, 3, 5, new double[] {1, 2, 5}));
    trials.add(new Observation(point(0.92), State.OPEN, 1, 6, new double[] {6}));
    trials.add(new Observation(point(0.88), State.OPEN, 1, 6, new double[] {6}));

    // When
    int chosen =
        model(LINE, 1)
            .choose(
                new History(50, List.of(), trials),
                List.of(point(0.1), point(0.4), point(0.91), point(0.6)));

    // Then
    assertThat(chosen).isEqualTo(2);
  }

  @Test
  void trialsOfEarlierExperimentsCountAsItsOwn() {
    // Given
    List<Observation> earlier = line(x -> -Math.abs(x - 0.8), 40).trials();
    History history = new History(9, earlier, List.of());

    // When
    List<Proposal> proposals = model(LINE, 6).propose(history, 1);

    // Then
    assertThat(proposals.get(0).basis().observations()).isEqualTo(40);
    assertThat(number(proposals.get(0).point().get(0))).isBetween(0.6, 1.0);
  }

  @Test
  void aFewValuesAreTriedOnceBeforeTheyAreTriedAgain() {
    // Given
    SearchSpace space = new SearchSpace(List.of(new Dimension("layers", new RandInt(8))));
    SamplingModel model = model(space, 4);
    List<Observation> trials = new ArrayList<>();

    // When
    for (int n = 0; n < 8; n++) {
      List<Parameter> point = model.propose(new History(n, List.of(), trials), 1).get(0).point();
      trials.add(completed(point, -number(point.get(0))));
    }

    // Then
    assertThat(trials.stream().map(Observation::point).distinct()).hasSize(8);
  }

  @Test
  void itStartsWithSobolPoints() {
    // Given
    Sampler sobol = new SobolSampling(OptionalLong.empty()).sampler(MIXED, 7);

    // When
    Sampler start = TPE.sampler(MIXED, 7);

    // Then
    assertThat(start.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(start.drawn()).isEqualTo(10);
    assertThat(start.suggest(9)).isEqualTo(sobol.suggest(9));
  }

  @Test
  void aSpaceOfManyDimensionsAndAHistoryOfManyTrialsAreNoTrouble() {
    // Given
    SearchSpace wide =
        new SearchSpace(
            Collections.nCopies(SobolPoints.MOST_DIMENSIONS + 1, LINE.dimensions().get(0)));
    Sampler start = TPE.sampler(wide, 1);
    List<Observation> few =
        LongStream.range(0, 10).mapToObj(n -> completed(start.suggest(n), n)).toList();
    History many = line(x -> Math.sin(20 * x), 20_000);

    // When, Then
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          List<Parameter> point =
              model(wide, 1).propose(new History(10, List.of(), few), 1).get(0).point();
          assertThat(point).hasSize(wide.dimensions().size());
          assertThat(model(LINE, 1).propose(many, 10)).hasSize(10);
        });
  }

  /** The history of an experiment of trials one after another. */
  private static History search(long seed, int trials) {
    Sampler start = TPE.sampler(MIXED, seed);
    SamplingModel model = model(MIXED, seed);
    History history = new History(0, List.of(), List.of());
    for (int n = 0; n < trials; n++) {
      List<Parameter> point =
          n < start.drawn() ? start.suggest(n) : model.propose(history, 1).get(0).point();
      List<Observation> more = new ArrayList<>(history.trials());
      more.add(completed(point, TRAINING.applyAsDouble(point)));
      history = new History(more.size(), List.of(), more);
    }
    return history;
  }

  private static History prefix(History history, int trials) {
    return new History(trials, List.of(), history.trials().subList(0, trials));
  }

  /** Trials evenly along the line. */
  private static History line(DoubleUnaryOperator merit, int trials) {
    return new History(
        trials,
        List.of(),
        IntStream.range(0, trials)
            .mapToDouble(n -> (n + 0.5) / trials)
            .mapToObj(x -> completed(point(x), merit.applyAsDouble(x)))
            .toList());
  }

  private static Observation completed(List<Parameter> point, double merit) {
    return new Observation(point, State.COMPLETED, 1, merit, new double[] {merit});
  }

  private static List<Parameter> point(double x) {
    return List.of(new Parameter("x", new Real(x)));
  }

  private static List<List<Parameter>> points(List<Proposal> proposals) {
    return proposals.stream().map(Proposal::point).toList();
  }

  private static SamplingModel model(SearchSpace space, long seed) {
    return TPE.model(space, seed).orElseThrow();
  }

  private static double best(History history) {
    return history.trials().stream().mapToDouble(Observation::best).max().orElseThrow();
  }

  private static double median(double[] values) {
    return DoubleStream.of(values).sorted().toArray()[values.length / 2];
  }

  private static double number(Parameter parameter) {
    return Shares.number(parameter.value());
  }
}
