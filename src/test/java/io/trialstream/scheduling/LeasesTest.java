package io.trialstream.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasesTest {

  @Test
  void expiryAgreesWithATableOfRenewalsOverRandomHistories() {
    Random random = new Random(7);
    for (int history = 0; history < 200; history++) {
      // Given
      Leases<Integer> leases = new Leases<>(100);
      Map<Integer, Long> table = new HashMap<>();
      long now = 0;
      for (int step = 0; step < 200; step++) {
        now += random.nextInt(30);
        int key = random.nextInt(10);

        // When
        switch (random.nextInt(8)) {
          case 0 -> {
            leases.release(key);
            table.remove(key);
          }
          case 1 -> {
            if (random.nextInt(10) == 0) {
              leases.renewAll(now);
              long moment = now;
              table.replaceAll((k, before) -> moment);
            }
          }
          default -> {
            leases.renew(key, now);
            table.put(key, now);
          }
        }

        // Then
        List<Integer> expected = new ArrayList<>();
        for (Map.Entry<Integer, Long> entry : table.entrySet()) {
          if (now - entry.getValue() >= 100) {
            expected.add(entry.getKey());
          }
        }
        assertThat(leases.expired(now)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(leases.size()).isEqualTo(table.size());
      }
    }
  }

  @Test
  void leaseRenewedSinceTheMomentIsNotIdle() {
    // Given
    Leases<String> leases = new Leases<>(100);
    leases.renew("a", 10);

    // Then
    assertThat(leases.idleSince("a", 11)).isTrue();
    assertThat(leases.idleSince("a", 10)).isFalse();
    assertThat(leases.idleSince("unknown", 11)).isFalse();
  }
}
