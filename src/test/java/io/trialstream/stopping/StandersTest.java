package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1_000_000})
  void showTheWorstHoweverTrialsComeAndGo(int levels) {
    // Given
    Standers standers = new Standers();
    TreeSet<Trial> expected =
        new TreeSet<>(
            Comparator.comparingDouble((Trial trial) -> trial.curve().best())
                .thenComparing(Trial::number));
    List<Trial> standing = new ArrayList<>();
    List<Trial> gone = new ArrayList<>();
    Random random = new Random(levels);

    for (int step = 0; step < 20_000; step++) {
      // When
      boolean grows = step % 4000 < 2500 ? random.nextInt(10) > 3 : random.nextInt(10) > 7;
      if (standing.isEmpty() || grows) {
        Trial trial =
            gone.isEmpty() || random.nextBoolean()
                ? new Trial(random.nextInt() >>> 1, 1, "x", 1)
                : gone.remove(random.nextInt(gone.size()));
        trial.curve().append(random.nextInt(levels));
        standers.add(trial);
        standing.add(trial);
        expected.add(trial);
      } else {
        Trial any = standing.get(random.nextInt(standing.size()));
        Trial trial = random.nextBoolean() ? any : expected.first();
        Standers.remove(trial);
        standing.remove(trial);
        gone.add(trial);
        expected.remove(trial);
      }

      // Then
      assertThat(standers.size()).isEqualTo(expected.size());
      if (expected.isEmpty()) {
        assertThat(standers.worst()).isNull();
        assertThat(standers.worstMerit()).isEqualTo(Double.POSITIVE_INFINITY);
      } else {
        assertThat(standers.worst()).isSameAs(expected.first());
        assertThat(standers.worstMerit()).isEqualTo(expected.first().curve().best());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void aTrialThatStandsNowhereLeavesNothing(int others) {
    // Given
    Standers standers = new Standers();
    for (int number = 0; number < others; number++) {
      standers.add(new Trial(number, 1, "x", 1));
    }

    // When
    Standers.remove(new Trial(others, 1, "x", 1));

    // Then
    assertThat(standers.size()).isEqualTo(others);
  }
}
