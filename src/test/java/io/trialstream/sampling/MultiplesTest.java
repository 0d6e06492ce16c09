package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplesTest {

  @ParameterizedTest
  @ValueSource(
      doubles = {
        1,
        5,
        16,
        0.1,
        0.05,
        0.25,
        0.3,
        1e-5,
        2.5e-9,
        1e-22,
        1e-23,
        1e-300,
        0.1234567890123,
        0.12345678901234568,
        1.0 / 3,
        1e14,
        1e15,
        123456789012345678.0,
        1e23,
        1e290,
        Double.MIN_VALUE
      })
  void theyAreThoseOfDecimalArithmeticToTheLastBit(double q) {
    // Given
    Multiples multiples = Multiples.of(q);
    BigDecimal step = Numbers.shortest(q);
    SplittableRandom random = new SplittableRandom(6);

    for (int i = 0; i < 2_000; i++) {
      double value = random.nextDouble(-1, 1) * q * Math.pow(10, random.nextInt(18));
      BigDecimal count = new BigDecimal(Math.rint(value / q));

      // When
      double nearest = multiples.nearest(value);

      // Then
      assertThat(nearest).isEqualTo(count.multiply(step).doubleValue());
      assertThat(Double.doubleToRawLongBits(nearest))
          .isNotEqualTo(Double.doubleToRawLongBits(-0.0));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 5, 0.1, 0.05, 0.3, 1e-5, 1e-23, 1.0 / 3, 0.12345678901234568, 1e20})
  void insideBoundsTheyAreThoseOfDecimalArithmeticToTheLastBit(double q) {
    // Given
    Multiples multiples = Multiples.of(q);
    BigDecimal step = Numbers.shortest(q);
    SplittableRandom random = new SplittableRandom(7);

    for (int i = 0; i < 3_000; i++) {
      double min = bound(random, q);
      double max = Math.max(min, min + random.nextDouble() * 9 * q);
      double value =
          i % 10 == 0
              ? min - q
              : i % 10 == 1 ? max + 3 * q : random.nextDouble(min, Math.nextUp(max));
      BigDecimal lowest =
          new BigDecimal(Double.toString(min)).divide(step, 0, RoundingMode.CEILING);
      BigDecimal highest = new BigDecimal(Double.toString(max)).divide(step, 0, RoundingMode.FLOOR);

      // When
      boolean any = multiples.anyIn(min, max);

      // Then
      assertThat(any).isEqualTo(lowest.compareTo(highest) <= 0);
      if (any) {
        BigDecimal count = new BigDecimal(Math.rint(value / q)).max(lowest).min(highest);
        assertThat(multiples.nearest(value, min, max))
            .isEqualTo(count.multiply(step).doubleValue());
      }
    }
  }

  @Test
  void aBoundThatIsAMultipleIsInside() {
    assertThat(Multiples.of(0.1).nearest(0.28, 0.3, 0.7)).isEqualTo(0.3);
    assertThat(Multiples.of(0.1).nearest(0.72, 0.3, 0.7)).isEqualTo(0.7);
    assertThat(Multiples.of(0.1).nearest(0.1, 0.3, 0.3)).isEqualTo(0.3);
  }

  /** Often a multiple, often next to one. */
  private static double bound(SplittableRandom random, double q) {
    double multiple = Multiples.of(q).nearest(random.nextInt(-40, 40) * q);
    return switch (random.nextInt(4)) {
      case 0 -> multiple;
      case 1 -> Math.nextUp(multiple);
      case 2 -> Math.nextDown(multiple);
      default -> multiple + random.nextDouble() * q;
    };
  }
}
