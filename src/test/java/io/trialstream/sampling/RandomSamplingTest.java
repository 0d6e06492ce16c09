package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.Normal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomSamplingTest {
  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              new Dimension("lr", new LogUniform(-6, -1)),
              new Dimension("act", new Choice(List.of(new Text("relu"), new Text("tanh")))),
              new Dimension("layers", new RandInt(8)),
              new Dimension("dropout", new QUniform(0, 0.5, 0.05)),
              new Dimension("noise", new Normal(0, 1))));

  private static final SearchSpace SQUARE =
      new SearchSpace(
          List.of(new Dimension("x", new Uniform(0, 1)), new Dimension("y", new Uniform(0, 1))));

  /** A failure means that running experiments would change their trials with a new version. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      0 | 0 | lr=0.004959487107826247 act=tanh layers=2 dropout=0.45 noise=0.40638213155466735
      42 | 7 | lr=0.002579493123797915 act=relu layers=5 dropout=0.35 noise=-0.011185578466228785
      -1 | 123456789 | lr=0.18415932128730847 act=tanh layers=5 dropout=0.3 noise=-1.4311897375673026
      9223372036854775807 | 1 | lr=0.3234485972003178 act=relu layers=6 dropout=0.05 noise=0.5629022427394211
      """)
  void trialsAreThoseOfEveryEarlierVersion(long seed, long n, String values) {
    // When
    List<Parameter> trial = sampler(SPACE, seed).suggest(n);

    // Then
    assertThat(texts(trial)).isEqualTo(values);
  }

  @Test
  void aTrialDependsOnItsNumberOnlyWhateverTheOrder() {
    // Given
    Sampler sampler = sampler(SPACE, 5);
    List<Long> numbers = new ArrayList<>(LongStream.range(0, 200).boxed().toList());
    List<String> inOrder = numbers.stream().map(n -> texts(sampler.suggest(n))).toList();

    // When
    Collections.shuffle(numbers, new Random(1));
    Sampler restarted = sampler(SPACE, 5);

    // Then
    assertThat(numbers)
        .allSatisfy(
            n ->
                assertThat(texts(restarted.suggest(n))).isEqualTo(inOrder.get(Math.toIntExact(n))));
  }

  @Test
  void neighbouringSeedsAndTrialsShareNothing() {
    // Given
    Set<Double> seen = new HashSet<>();

    // When
    for (long seed = -50; seed < 50; seed++) {
      for (long n = 0; n < 50; n++) {
        sampler(SQUARE, seed).suggest(n).forEach(p -> seen.add(((Real) p.value()).value()));
      }
    }

    // Then
    assertThat(seen).hasSize(100 * 50 * 2);
  }

  @Test
  void drawsAreEvenlySpreadOverTrialsSeedsAndPairs() {
    // Given
    int cells = 10;
    long[] overTrials = new long[cells * cells];
    long[] overSeeds = new long[cells * cells];

    // When
    for (int i = 0; i < 20_000; i++) {
      overTrials[cell(sampler(SQUARE, 3).suggest(i), cells)]++;
      overSeeds[cell(sampler(SQUARE, i).suggest(3), cells)]++;
    }

    // Then
    double[] even = new double[cells * cells];
    Arrays.fill(even, 1);
    assertThat(new ChiSquareTest().chiSquareTest(even, overTrials)).isGreaterThan(0.01);
    assertThat(new ChiSquareTest().chiSquareTest(even, overSeeds)).isGreaterThan(0.01);
  }

  @Test
  void successiveTrialsAreNotCorrelated() {
    // Given
    Sampler sampler = sampler(SQUARE, 9);
    double[] x = LongStream.range(0, 10_001).mapToDouble(n -> value(sampler, n, 0)).toArray();

    // When
    double correlation =
        new PearsonsCorrelation()
            .correlation(Arrays.copyOfRange(x, 0, 10_000), Arrays.copyOfRange(x, 1, 10_001));

    // Then
    assertThat(Math.abs(correlation)).isLessThan(0.03);
  }

  @Test
  void sharesNeverReachTheEnds() {
    assertThat(Mixer.share(0)).isPositive();
    assertThat(Mixer.share(-1L)).isLessThan(1);
    assertThat(Mixer.share(-1L)).isEqualTo(1 - Mixer.share(0));
  }

  @Test
  void thereIsNoLastTrial() {
    assertThat(sampler(SPACE, 1).size()).isEqualTo(Long.MAX_VALUE);
    assertThat(sampler(SPACE, 1).suggest(Long.MAX_VALUE - 1)).hasSize(5);
  }

  private static int cell(List<Parameter> trial, int cells) {
    int column = (int) (((Real) trial.get(0).value()).value() * cells);
    int row = (int) (((Real) trial.get(1).value()).value() * cells);
    return row * cells + column;
  }

  private static double value(Sampler sampler, long n, int dimension) {
    return ((Real) sampler.suggest(n).get(dimension).value()).value();
  }

  private static Sampler sampler(SearchSpace space, long seed) {
    return new RandomSampling(OptionalLong.empty()).sampler(space, seed);
  }

  private static String texts(List<Parameter> trial) {
    return trial.stream()
        .map(p -> p.name() + "=" + p.value().text())
        .collect(Collectors.joining(" "));
  }
}
