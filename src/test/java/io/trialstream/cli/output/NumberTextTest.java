package io.trialstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "61920, 61920",
    "9999999, 9999999",
    "1e7, 1e7",
    "-1234567.8, -1234570",
    "0.1, 0.1",
    "0.97222222, 0.972222",
    "17785.800000000003, 17785.8",
    "0.0001234567, 0.000123457",
    "0.00001234567, 1.23457e-5",
    "123456789.5, 1.23457e8",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void numbersHaveSixDigitsAndPowersOnlyWhereTheyAreNeeded(double value, String text) {
    assertThat(NumberText.readable(value)).isEqualTo(text);
  }
}
