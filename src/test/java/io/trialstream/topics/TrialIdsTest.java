package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialIdsTest {

  @ParameterizedTest
  @CsvSource({"digits,0", "digits_2,17", "a_b_c,2147483647", "_,3"})
  void anIdSplitsIntoWhatItWasMadeOf(String experiment, int number) {
    assertThat(TrialIds.parse(TrialIds.of(experiment, number)))
        .contains(new TrialIds.TrialId(experiment, number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "digits",
        "digits_",
        "_1",
        "digits_x",
        "digits_-1",
        "digits_+1",
        "digits_01",
        "digits_2147483648",
        "digits_ 1"
      })
  void whatIsNoTrialIdHasNoParts(String id) {
    assertThat(TrialIds.parse(id)).isEmpty();
  }

  @Test
  void anIdNamesItsExperimentAndNumber() {
    assertThat(TrialIds.of("digits", 7)).isEqualTo("digits_7");
  }
}
