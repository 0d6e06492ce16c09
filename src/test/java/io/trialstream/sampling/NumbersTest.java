package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, 0",
    "1.0, 1",
    "-3.0, -3",
    "0.1, 0.1",
    "-2.5, -2.5",
    "0.001, 0.001",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.5e-5, 1.5e-05",
    "-1.5e-5, -1.5e-05",
    "100000.0, 100000",
    "1234567.125, 1234567.125",
    "1e15, 1000000000000000",
    "9007199254740993, 9007199254740992",
    "1e16, 1e+16",
    "1e22, 1e+22",
    "1e23, 1e+23",
    "1.2345678901234567e100, 1.2345678901234567e+100",
    "2e-3, 0.002",
    "2.0E23, 2e+23",
    "4.9E-324, 5e-324",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "2.2E-322, 2.2e-322",
    "5.684341886080802E-14, 5.684341886080802e-14",
    "2.0e-44, 2e-44",
    "8.41E21, 8.41e+21",
    "945284097367733.75, 945284097367733.8",
    "25136744666417.6875, 25136744666417.688"
  })
  void aNumberPrintsAsPythonPrintsItAndWholeOnesWithoutAFraction(String value, String text) {
    assertThat(Numbers.text(Double.parseDouble(value))).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBackTheSame() {
    // Given
    SplittableRandom random = new SplittableRandom(20);

    for (int i = 0; i < 20_000; i++) {
      double value = anyFinite(random);

      // When
      String text = Numbers.text(value);

      // Then
      assertThat(Double.parseDouble(text)).as(text).isEqualTo(value + 0.0);
    }
  }

  @Test
  void noShorterNumberReadsBackTheSame() {
    // Given
    SplittableRandom random = new SplittableRandom(21);

    for (int i = 0; i < 5_000; i++) {
      double value = Math.abs(anyFinite(random));

      // When
      BigDecimal shortest = Numbers.shortest(value);

      // Then
      BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(1 - shortest.scale());
      BigDecimal below = shortest.divideToIntegralValue(step).multiply(step);
      assertThat(below.doubleValue()).as("%s", value).isNotEqualTo(value);
      assertThat(below.add(step).doubleValue()).as("%s", value).isNotEqualTo(value);
    }
  }

  @Test
  void whatAPersonWritesPrintsAsItIsWritten() {
    // Given
    SplittableRandom random = new SplittableRandom(22);

    for (int i = 0; i < 20_000; i++) {
      BigDecimal written = BigDecimal.valueOf(random.nextInt(1, 1_000_000), random.nextInt(0, 5));

      // When
      String text = Numbers.text(written.doubleValue());

      // Then
      assertThat(text).isEqualTo(written.stripTrailingZeros().toPlainString());
    }
  }

  private static double anyFinite(SplittableRandom random) {
    double value;
    do {
      value =
          switch (random.nextInt(3)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextDouble();
            default -> Math.scalb(1.0, random.nextInt(-1074, 1024));
          };
    } while (!Double.isFinite(value) || value == 0);
    return value;
  }
}
