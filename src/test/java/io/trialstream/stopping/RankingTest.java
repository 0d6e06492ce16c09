package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    List<Trial> trials =
        IntStream.range(0, TRIALS).mapToObj(number -> new Trial(number, 1, "x", 1)).toList();

    for (int round = 0; round < 60; round++) {
      // When
      int changes = random.nextBoolean() ? 1000 : random.nextInt(5);
      for (int change = 0; change < changes; change++) {
        Trial trial = trials.get(random.nextInt(TRIALS));
        trial.curve().truncate(0);
        trial.curve().append(random.nextInt(4) == 0 ? Double.NaN : random.nextInt(levels));
        ranking.moved(trial);
      }

      // Then
      int[] expected = sorted(trials);
      assertThat(ranking.top(TRIALS)).containsExactly(expected);
      int most = random.nextInt(400);
      assertThat(ranking.top(most))
          .containsExactly(Arrays.copyOf(expected, Math.min(most, expected.length)));
    }
  }

  private static int[] sorted(List<Trial> trials) {
    return trials.stream()
        .filter(trial -> trial.curve().bestInterval() > 0)
        .sorted(
            Comparator.comparingDouble((Trial trial) -> -trial.curve().best())
                .thenComparing(Trial::number))
        .mapToInt(Trial::number)
        .toArray();
  }
}
