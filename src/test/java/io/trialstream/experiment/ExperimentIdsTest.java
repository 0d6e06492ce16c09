package io.trialstream.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentIdsTest {

  @Test
  void generatedIdsAreValidAndDiffer() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    Set<String> ids = new HashSet<>();

    // When
    for (int i = 0; i < 10_000; i++) {
      ids.add(ExperimentIds.generate(random));
    }

    // Then
    assertThat(ids).hasSize(10_000).allMatch(ExperimentIds::valid);
    assertThat(ids).allMatch(id -> id.matches("[a-z]+_[a-z]+_[0-9a-f]{8}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-1_b.c", "0", "sweep_1"})
  void whatIsSafeInKeysPathsAndAddressesIsValid(String id) {
    assertThat(ExperimentIds.valid(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "-a", ".a", "a/b", "a b", "é", "a:b", "a\n", "a%2e"})
  void whatIsNotIsNot(String id) {
    assertThat(ExperimentIds.valid(id)).isFalse();
    assertThat(ExperimentIds.valid("a".repeat(201))).isFalse();
  }
}
