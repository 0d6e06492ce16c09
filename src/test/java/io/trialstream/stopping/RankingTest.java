package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  private static final int TRIALS = 3000;

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 1_000_000})
  void staysInOrderHoweverScoresChange(int levels) {
    // Given
    Random random = new Random(levels);
    Ranking ranking = new Ranking();
    double[] merits = new double[TRIALS];
    Arrays.fill(merits, Double.NaN);

    for (int round = 0; round < 30; round++) {
      // When
      for (int change = 0; change < 1000; change++) {
        int trial = random.nextInt(TRIALS);
        if (!Double.isNaN(merits[trial])) {
          ranking.remove(merits[trial], trial);
        }
        merits[trial] = random.nextInt(4) == 0 ? Double.NaN : random.nextInt(levels);
        if (!Double.isNaN(merits[trial])) {
          ranking.add(merits[trial], trial);
        }
      }

      // Then
      int[] expected = sorted(merits);
      assertThat(ranking.size()).isEqualTo(expected.length);
      assertThat(ranking.top(TRIALS)).containsExactly(expected);
      assertThat(ranking.top(300)).containsExactly(Arrays.copyOf(expected, 300));
    }
  }

  @Test
  void emptiesAndFillsAgain() {
    Ranking ranking = new Ranking();
    for (int round = 0; round < 3; round++) {
      for (int trial = 0; trial < TRIALS; trial++) {
        ranking.add(trial % 7, trial);
      }
      for (int trial = TRIALS - 1; trial >= 0; trial--) {
        ranking.remove(trial % 7, trial);
      }
      assertThat(ranking.top(5)).isEmpty();
    }
  }

  @Test
  void refusesToRemoveWhatIsNotThere() {
    // Given
    Ranking ranking = new Ranking();
    ranking.add(1, 4);

    // Then
    assertThatThrownBy(() -> ranking.remove(1, 3)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ranking.remove(0, 4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ranking.remove(2, 4)).isInstanceOf(IllegalStateException.class);
  }

  private static int[] sorted(double[] merits) {
    return IntStream.range(0, merits.length)
        .filter(trial -> !Double.isNaN(merits[trial]))
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer trial) -> -merits[trial])
                .thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
