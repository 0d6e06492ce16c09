package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.sampling.Expression.Choice;
import io.trialstream.sampling.Expression.LogNormal;
import io.trialstream.sampling.Expression.LogUniform;
import io.trialstream.sampling.Expression.Normal;
import io.trialstream.sampling.Expression.QLogNormal;
import io.trialstream.sampling.Expression.QLogUniform;
import io.trialstream.sampling.Expression.QNormal;
import io.trialstream.sampling.Expression.QUniform;
import io.trialstream.sampling.Expression.RandInt;
import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded draws of every expression against its exact distribution, as Commons Math has it. */
class DistributionTest {
  private static final int DRAWS = 100_000;
  private static final long SEED = 2;

  /** A right sampler falls below it once in a hundred seeds, a wrong one with every seed. */
  private static final double LEAST_CHANCE = 0.01;

  /**
   * The fewest draws that chi-square is told to expect of a value; rarer ones are taken together.
   */
  private static final double FEWEST_EXPECTED = 10;

  static Stream<Arguments> continuous() {
    return Stream.of(
        Arguments.of(new Uniform(2, 5), new UniformRealDistribution(2, 5)),
        Arguments.of(new Uniform(-1e-3, 1e6), new UniformRealDistribution(-1e-3, 1e6)),
        Arguments.of(new LogUniform(-6, -1), logUniform(-6, -1)),
        Arguments.of(new LogUniform(-40, 40), logUniform(-40, 40)),
        Arguments.of(new Normal(3, 2), new NormalDistribution(3, 2)),
        Arguments.of(new Normal(-1e3, 1e-3), new NormalDistribution(-1e3, 1e-3)),
        Arguments.of(new LogNormal(1, 0.5), new LogNormalDistribution(1, 0.5)),
        Arguments.of(new LogNormal(-8, 3), new LogNormalDistribution(-8, 3)));
  }

  /** Expression, the same without rounding, step, lowest and highest multiple. */
  static Stream<Arguments> stepped() {
    double none = Double.POSITIVE_INFINITY;
    return Stream.of(
        Arguments.of(new QUniform(0, 4, 1), new UniformRealDistribution(0, 4), 1.0, 0.0, 4.0),
        Arguments.of(
            new QUniform(0.17, 0.93, 0.1), new UniformRealDistribution(0.17, 0.93), 0.1, 0.2, 0.9),
        Arguments.of(new QUniform(-7, 7, 5), new UniformRealDistribution(-7, 7), 5.0, -5.0, 5.0),
        Arguments.of(new QUniform(0, 1, 0.001), new UniformRealDistribution(0, 1), 0.001, 0.0, 1.0),
        Arguments.of(
            new QLogUniform(0, Math.log(10.5), 2), logUniform(0, Math.log(10.5)), 2.0, 2.0, 10.0),
        Arguments.of(new QLogUniform(-4, 0, 0.05), logUniform(-4, 0), 0.05, 0.05, 1.0),
        Arguments.of(new QNormal(0, 1, 0.25), new NormalDistribution(0, 1), 0.25, -none, none),
        Arguments.of(new QNormal(-40, 3, 7), new NormalDistribution(-40, 3), 7.0, -none, none),
        Arguments.of(new QLogNormal(0, 1, 0.25), new LogNormalDistribution(0, 1), 0.25, 0.0, none),
        Arguments.of(new QLogNormal(3, 0.2, 1), new LogNormalDistribution(3, 0.2), 1.0, 0.0, none));
  }

  static Stream<Expression> even() {
    return Stream.of(
        new Choice(List.of(new Whole(1), new Text("1"), new Flag(true), new Real(1.0))),
        new Choice(LongStream.range(0, 7).<ParameterValue>mapToObj(Whole::new).toList()),
        new RandInt(2),
        new RandInt(10),
        new RandInt(999));
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void continuousDrawsFollowTheDistribution(Expression expression, RealDistribution exact) {
    assertThat(kolmogorovSmirnov(exact, numbers(expression))).isGreaterThan(LEAST_CHANCE);
  }

  @ParameterizedTest
  @MethodSource("stepped")
  void aMultipleGetsTheShareOfWhatRoundsToIt(
      Expression expression, RealDistribution exact, double q, double lowest, double highest) {
    // Given
    double[] numbers = numbers(expression);

    // When
    double chance = chiSquare(exact, q, lowest, highest, numbers);

    // Then
    assertThat(chance).isGreaterThan(LEAST_CHANCE);
    assertThat(Arrays.stream(numbers).distinct())
        .allSatisfy(
            number -> {
              assertThat(number).isBetween(lowest, highest);
              assertThat(BigDecimal.valueOf(number).remainder(BigDecimal.valueOf(q))).isZero();
            });
  }

  @ParameterizedTest
  @MethodSource("even")
  void eachValueIsAsLikelyAsAnother(Expression expression) {
    // Given
    Map<ParameterValue, Long> counts = new HashMap<>();
    draws(expression).forEach(value -> counts.merge(value, 1L, Long::sum));
    long values =
        expression instanceof Choice choice
            ? choice.values().size()
            : ((RandInt) expression).upper();

    // When
    long[] observed = counts.values().stream().mapToLong(Long::longValue).toArray();
    double[] expected = new double[observed.length];
    Arrays.fill(expected, (double) DRAWS / values);

    // Then
    assertThat(counts).hasSize((int) values);
    assertThat(new ChiSquareTest().chiSquareTest(expected, observed)).isGreaterThan(LEAST_CHANCE);
  }

  /** Otherwise the tests above would show nothing. */
  @Test
  void aDistributionThatIsSlightlyOffIsFound() {
    double impossible = 1e-6;
    assertThat(kolmogorovSmirnov(new NormalDistribution(3, 2.1), numbers(new Normal(3, 2))))
        .isLessThan(impossible);
    assertThat(kolmogorovSmirnov(new UniformRealDistribution(2, 5.05), numbers(new Uniform(2, 5))))
        .isLessThan(impossible);
    assertThat(kolmogorovSmirnov(logUniform(-6, -0.9), numbers(new LogUniform(-6, -1))))
        .isLessThan(impossible);
    // Every multiple with the same share, also those at the ends.
    assertThat(
            chiSquare(
                new UniformRealDistribution(-0.5, 4.5), 1, 0, 4, numbers(new QUniform(0, 4, 1))))
        .isLessThan(impossible);
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void quantileAndDistributionFunctionAreInverse(Expression expression, RealDistribution exact) {
    for (double u = 0.0005; u < 1; u += 0.001) {
      double value = Shares.number(expression.quantile(u));
      assertThat(exact.cumulativeProbability(value)).isCloseTo(u, within(1e-9));
      assertThat(expression.share(new Real(value))).isCloseTo(u, within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("stepped")
  void theShareOfAMultipleIsTheMiddleOfItsCell(
      Expression expression, RealDistribution exact, double q, double lowest, double highest) {
    for (double u = 0.0005; u < 1; u += 0.001) {
      double value = Shares.number(expression.quantile(u));
      double below = value == lowest ? 0 : exact.cumulativeProbability(value - q / 2);
      double above = value == highest ? 1 : exact.cumulativeProbability(value + q / 2);
      assertThat(u).isBetween(below - 1e-9, above + 1e-9);
      assertThat(expression.share(new Real(value))).isCloseTo((below + above) / 2, within(1e-9));
    }
  }

  @Test
  void drawsComeCloseToBothBoundsAndNeverPassThem() {
    double[] numbers = numbers(new Uniform(2, 5));
    assertThat(Arrays.stream(numbers).min().orElseThrow()).isBetween(2.0, 2.0003);
    assertThat(Arrays.stream(numbers).max().orElseThrow()).isBetween(4.9997, 5.0);
    double[] logarithmic = numbers(new LogUniform(-6, -1));
    assertThat(Arrays.stream(logarithmic).min().orElseThrow())
        .isBetween(Math.exp(-6), Math.exp(-5.9995));
    assertThat(Arrays.stream(logarithmic).max().orElseThrow())
        .isBetween(Math.exp(-1.0005), Math.exp(-1));
  }

  private static double kolmogorovSmirnov(RealDistribution exact, double[] numbers) {
    return new KolmogorovSmirnovTest().kolmogorovSmirnovTest(exact, numbers, false);
  }

  /** The multiples at an unbounded end share a cell of their own, as rare ones do with the next. */
  private static double chiSquare(
      RealDistribution exact, double q, double lowest, double highest, double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    List<Double> expected = new ArrayList<>();
    List<Long> observed = new ArrayList<>();
    double from = 0;
    int counted = 0;
    double first = Math.max(lowest, sorted[0]);
    double last = Math.min(highest, sorted[sorted.length - 1]);
    for (long k = Math.round(first / q); k <= Math.round(last / q); k++) {
      boolean end = k == Math.round(last / q);
      double until = end ? 1 : exact.cumulativeProbability((k + 0.5) * q);
      int at = counted;
      while (at < sorted.length && sorted[at] < (k + 0.5) * q) {
        at++;
      }
      if (end && (until - from) * DRAWS < FEWEST_EXPECTED) {
        int before = expected.size() - 1;
        expected.set(before, expected.get(before) + until - from);
        observed.set(before, observed.get(before) + at - counted);
      } else if ((until - from) * DRAWS >= FEWEST_EXPECTED) {
        expected.add(until - from);
        observed.add((long) at - counted);
        from = until;
        counted = at;
      }
    }
    return new ChiSquareTest()
        .chiSquareTest(
            expected.stream().mapToDouble(share -> share * DRAWS).toArray(),
            observed.stream().mapToLong(Long::longValue).toArray());
  }

  private static double[] numbers(Expression expression) {
    return draws(expression).mapToDouble(Shares::number).toArray();
  }

  private static Stream<ParameterValue> draws(Expression expression) {
    SearchSpace space = new SearchSpace(List.of(new Dimension("x", expression)));
    Sampler sampler = new RandomSampling(OptionalLong.empty()).sampler(space, SEED);
    return LongStream.range(0, DRAWS).mapToObj(n -> sampler.suggest(n).get(0).value());
  }

  /** The distribution of exp(uniform). */
  private static RealDistribution logUniform(double min, double max) {
    UniformRealDistribution logarithm = new UniformRealDistribution(min, max);
    return new UniformRealDistribution(Math.exp(min), Math.exp(max)) {
      @Override
      public double cumulativeProbability(double x) {
        return x <= 0 ? 0 : logarithm.cumulativeProbability(Math.log(x));
      }
    };
  }
}
