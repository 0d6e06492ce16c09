package io.trialstream.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarpTest {

  @Test
  void keepsTheOrderAndTheProportionsOfWhatIsGood() {
    // Given
    double[] merits = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    // When
    Warp warp = Warp.of(merits);

    // Then
    assertThat(Arrays.stream(merits).map(warp::of).toArray()).isSorted();
    assertThat(warp.of(9) - warp.of(7)).isCloseTo(warp.of(7) - warp.of(5), within(1e-12));
    assertThat(warp.of(5)).isZero();
    assertThat(warp.worst()).isLessThan(warp.of(1));
    assertThat(warp.of(-100)).isLessThan(warp.of(1)).isGreaterThanOrEqualTo(warp.worst());
  }

  @Test
  void outlierOnTheBadSideChangesNothingAbove() {
    // Given
    double[] plain = {1, 2, 3, 4, 5, 6, 7};
    double[] with = {-1e300, 2, 3, 4, 5, 6, 7};

    // When, Then
    for (double merit = 2; merit <= 7; merit += 0.5) {
      assertThat(Warp.of(with).of(merit)).isEqualTo(Warp.of(plain).of(merit));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-320, 1, 1e150, 1e300, 1.7e308})
  void everyMagnitudeBecomesOrdinaryNumbers(double unit) {
    // Given
    double[] merits = {-unit, -unit / 2, 0, unit / 4, unit / 2, unit};

    // When
    double[] warped = Arrays.stream(merits).map(Warp.of(merits)::of).toArray();

    // Then
    assertThat(warped).isSorted().doesNotHaveDuplicates();
    for (double number : warped) {
      assertThat(number).isBetween(-4.0, 4.0);
    }
  }

  @Test
  void equalMeritsAreEqualNumbers() {
    // Given
    double[] merits = {2.5, 2.5, 2.5};

    // When, Then
    assertThat(Warp.of(merits).of(2.5)).isZero();
    assertThat(Warp.of(merits).worst()).isLessThan(0);
  }
}
