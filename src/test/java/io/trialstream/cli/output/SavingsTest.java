package io.trialstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.api.TrialJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SavingsTest {
  @Test
  void stoppedTrialsAreHeldAgainstTheLengthOfCompletedOnes() {
    // Given: 13 completed with 30 intervals, 11 stopped with 3
    List<TrialJson> trials =
        Stream.concat(
                IntStream.range(0, 13).mapToObj(n -> trial("COMPLETED", 30)),
                IntStream.range(0, 11).mapToObj(n -> trial("STOPPED", 3)))
            .toList();

    // When
    Optional<Savings> savings = Savings.of(trials);

    // Then
    assertThat(savings).contains(new Savings(297, 720));
    assertThat(savings.orElseThrow().sentence("epochs"))
        .isEqualTo("stopping saved 41% of the epochs: 297 of 720 not run");
  }

  @Test
  void whatFailedOrWasCanceledCountsNowhere() {
    // Given
    List<TrialJson> trials =
        List.of(
            trial("COMPLETED", 10),
            trial("STOPPED", 4),
            trial("FAILED", 1),
            trial("CANCELED", 2),
            trial("RUNNING", 3));

    // When
    Optional<Savings> savings = Savings.of(trials);

    // Then
    assertThat(savings).contains(new Savings(6, 20));
  }

  @Test
  void aStoppedTrialThatWasLongerThanOthersSavedNothing() {
    // Given
    List<TrialJson> trials = List.of(trial("COMPLETED", 5), trial("STOPPED", 9));

    // When
    Optional<Savings> savings = Savings.of(trials);

    // Then
    assertThat(savings).contains(new Savings(0, 14));
  }

  @Test
  void withoutStoppedOrWithoutCompletedTrialsThereIsNothingToCompare() {
    assertThat(Savings.of(List.of(trial("COMPLETED", 5)))).isEmpty();
    assertThat(Savings.of(List.of(trial("STOPPED", 5)))).isEmpty();
    assertThat(Savings.of(List.of(trial("COMPLETED", 0), trial("STOPPED", 0)))).isEmpty();
  }

  private static TrialJson trial(String state, int intervals) {
    return new TrialJson(
        "t_0",
        state,
        Map.of(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        intervals,
        1,
        Optional.empty(),
        Optional.empty());
  }
}
