package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.trialstream.sampling.Expression.Uniform;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.SearchSpace.Dimension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SobolSamplingTest {

  @Test
  void pointsAreThoseOfCommonsMathAtAnyPlace() {
    // Given
    int dimensions = 17;
    SobolPoints points = SobolPoints.of(dimensions);
    SobolSequenceGenerator generator = new SobolSequenceGenerator(dimensions);
    SplittableRandom random = new SplittableRandom(3);

    for (int i = 0; i < 500; i++) {
      int n = i < 100 ? i : random.nextInt(Integer.MAX_VALUE);

      // When
      double[] expected = generator.skipTo(n);

      // Then
      for (int d = 0; d < dimensions; d++) {
        double coordinate = Integer.toUnsignedLong(points.coordinate(n, d)) * 0x1p-32;
        assertThat(coordinate).as("point %d, dimension %d", n, d).isEqualTo(expected[d]);
      }
    }
  }

  /** A failure means that running experiments would change their trials with a new version. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, [0.6313534124055877 0.6166530636837706 0.3088642348302528]",
    "42, 7, [0.6641907476587221 0.1340052963932976 0.904238564777188]",
    "-1, 123456789, [0.6764724027598277 0.6299251100281253 0.8626279769232497]",
    "9223372036854775807, 2147483647, [0.5760457200231031 0.5437865833519027 0.3186423705192283]"
  })
  void pointsAreThoseOfEveryEarlierVersion(long seed, long n, String point) {
    assertThat(Arrays.toString(point(sampler(3, seed), n)).replace(",", "")).isEqualTo(point);
  }

  /** What makes a Sobol sequence one, and what scrambling must keep. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -7, 123456789L})
  void eachOfTheFirstPointsHasAnElementaryIntervalOfItsOwn(long seed) {
    // Given
    int bits = 8;
    Sampler sampler = sampler(6, seed);
    double[][] points =
        IntStream.range(0, 1 << bits).mapToObj(n -> point(sampler, n)).toArray(double[][]::new);

    // When, Then
    for (int d = 0; d < 6; d++) {
      int dimension = d;
      assertThat(IntStream.range(0, points.length).map(n -> (int) (points[n][dimension] * 256)))
          .doesNotHaveDuplicates();
    }
    for (int left = 0; left <= bits; left++) {
      int columns = 1 << left;
      int rows = 1 << (bits - left);
      assertThat(
              IntStream.range(0, points.length)
                  .map(n -> (int) (points[n][0] * columns) * rows + (int) (points[n][1] * rows)))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void laterBlocksOfPointsFillTheIntervalsAgain() {
    // Given
    Sampler sampler = sampler(2, 4);

    // When, Then
    for (int block = 1; block < 20; block++) {
      assertThat(
              IntStream.range(block * 64, (block + 1) * 64)
                  .map(n -> (int) (point(sampler, n)[1] * 64)))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void anotherSeedScramblesInAnotherWay() {
    // Given
    double[] one = IntStream.range(0, 64).mapToDouble(n -> point(sampler(1, 1), n)[0]).toArray();

    // When
    double[] two = IntStream.range(0, 64).mapToDouble(n -> point(sampler(1, 2), n)[0]).toArray();

    // Then
    assertThat(one).doesNotContain(two);
    assertThat(IntStream.range(0, 64).mapToDouble(n -> point(sampler(1, 1), n)[0]).toArray())
        .isEqualTo(one);
  }

  @Test
  void everyBinaryDigitIsFlippedHalfOfTheTime() {
    // Given
    int seeds = 4000;
    int[] flips = new int[Integer.SIZE];

    // When
    for (long seed = 0; seed < seeds; seed++) {
      int flipped = SobolSampling.scramble(0x5a5a1234, Mixer.at(seed, 0)) ^ 0x5a5a1234;
      for (int bit = 0; bit < Integer.SIZE; bit++) {
        flips[bit] += flipped >>> bit & 1;
      }
    }

    // Then
    assertThat(IntStream.of(flips)).allSatisfy(count -> assertThat(count).isBetween(1850, 2150));
  }

  @Test
  void scramblingFlipsADigitByTheDigitsBeforeItOnly() {
    // Given
    long key = 77;
    SplittableRandom random = new SplittableRandom(8);

    for (int i = 0; i < 2000; i++) {
      int same = random.nextInt(1, 32);
      int x = random.nextInt();
      int y = x ^ (1 << (31 - same));

      // When
      int difference = SobolSampling.scramble(x, key) ^ SobolSampling.scramble(y, key);

      // Then
      assertThat(Integer.numberOfLeadingZeros(difference)).isEqualTo(same);
    }
  }

  @Test
  void aDistantPointCostsNoMoreThanTheFirst() {
    // Given
    Sampler sampler = sampler(50, 1);

    // When, Then
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (long n = SobolPoints.COUNT - 1000; n < SobolPoints.COUNT; n++) {
            assertThat(point(sampler, n)).hasSize(50);
          }
        });
  }

  @Test
  void thereAreDirectionNumbersForTheMostDimensions() {
    assertThat(DoubleStream.of(point(sampler(SobolPoints.MOST_DIMENSIONS, 1), 12345)))
        .hasSize(SobolPoints.MOST_DIMENSIONS)
        .allSatisfy(x -> assertThat(x).isStrictlyBetween(0.0, 1.0));
  }

  private static double[] point(Sampler sampler, long n) {
    return sampler.suggest(n).stream().mapToDouble(p -> ((Real) p.value()).value()).toArray();
  }

  private static Sampler sampler(int dimensions, long seed) {
    List<Dimension> all =
        IntStream.range(0, dimensions)
            .mapToObj(d -> new Dimension("x" + d, new Uniform(0, 1)))
            .toList();
    return new SobolSampling(OptionalLong.empty()).sampler(new SearchSpace(all), seed);
  }
}
