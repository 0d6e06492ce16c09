package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerOrderTest {

  @ParameterizedTest
  @CsvSource({
    "median_stopping, 0, 4",
    "median_stopping, 0, 1000000",
    "truncation_selection, 1, 1000000",
    "truncation_selection, 37, 10",
    "truncation_selection, 99, 1000000",
    "bandit, 0, 50",
  })
  void showsThePivotOfTheSortedPeersHoweverTheyComeAndGo(
      String policy, int percentage, int levels) {
    // Given
    Map<String, Object> keys =
        switch (policy) {
          case "bandit" -> Map.of("slack_factor", 1);
          case "truncation_selection" -> Map.of("truncation_percentage", percentage);
          default -> Map.of();
        };
    PeerRule rule = (PeerRule) PolicyOf.settings(policy, keys);
    PeerOrder order = new PeerOrder(rule);
    List<Double> sorted = new ArrayList<>();
    Random random = new Random(percentage + levels);

    for (int step = 0; step < 6000; step++) {
      // When
      boolean grows = step % 2000 < 1400 ? random.nextInt(10) > 2 : random.nextInt(10) > 8;
      if (sorted.isEmpty() || grows) {
        double merit = random.nextInt(20) == 0 ? Double.NEGATIVE_INFINITY : random.nextInt(levels);
        order.add(merit);
        int at = Collections.binarySearch(sorted, merit);
        sorted.add(at < 0 ? -at - 1 : at, merit);
      } else {
        order.remove(sorted.remove(random.nextInt(sorted.size())));
      }

      // Then
      assertThat(order.size()).isEqualTo(sorted.size());
      if (!sorted.isEmpty()) {
        int pivot = rule.pivot(sorted.size());
        assertThat(order.pivot()).isEqualTo(sorted.get(pivot));
        if (pivot + 1 < sorted.size()) {
          assertThat(order.next()).isEqualTo(sorted.get(pivot + 1));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "median_stopping, 1",
    "median_stopping, -1",
    "bandit, 1",
    "bandit, -1",
    "asha, 1",
    "asha, -1"
  })
  void findsThePivotAmongManyThatComeInOrder(String policy, int direction) {
    // Given
    Map<String, Object> keys =
        switch (policy) {
          case "bandit" -> Map.of("slack_factor", 1);
          case "asha" -> Map.of("min_interval", 1);
          default -> Map.of();
        };
    PeerRule rule = (PeerRule) PolicyOf.settings(policy, keys);
    PeerOrder order = new PeerOrder(rule);
    int peers = 30_000;
    for (int merit = 0; merit < peers; merit++) {
      // When
      order.add(direction * merit);

      // Then
      int pivot = rule.pivot(merit + 1);
      double least = direction > 0 ? 0 : -merit;
      assertThat(order.pivot()).isEqualTo(least + pivot);
      if (pivot < merit) {
        assertThat(order.next()).isEqualTo(least + pivot + 1);
      }
    }
    assertThat(order.size()).isEqualTo(peers);
  }

  @Test
  void refusesToRemoveAPeerThatIsNotThere() {
    // Given
    PeerOrder order = new PeerOrder((PeerRule) PolicyOf.settings("median_stopping", Map.of()));
    order.add(1);
    order.add(3);
    order.add(5);

    // Then
    assertThatThrownBy(() -> order.remove(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> order.remove(4)).isInstanceOf(IllegalStateException.class);
  }
}
