package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.EndState;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.avro.SuggestionBasis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose model works when, and only when, the test lets it. */
class ModelTopologyTest {
  private static final int DRAWN = 10;
  private static final Duration SOON = Duration.ofMillis(50);

  @TempDir Path state;
  private TopologyRig rig;

  @BeforeEach
  void open() {
    rig = new TopologyRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static String sweep(int maxTotal, int maxConcurrent) {
    return Sweeps.sweep(maxTotal, maxConcurrent, "trialstream: {extended: true}")
        .replace("sampling_algorithm: random", "sampling_algorithm: tpe");
  }

  private void complete(int trial) {
    rig.started("exp_" + trial);
    rig.report("exp_" + trial, trial);
    rig.ended("exp_" + trial, EndState.COMPLETED);
  }

  private void letModelsWork() {
    while (!rig.modelWork.isEmpty()) {
      rig.modelWork.remove().run();
    }
  }

  private static List<Long> numbers(List<Suggestion> suggestions) {
    return suggestions.stream().map(Suggestion::getNumber).toList();
  }

  @Test
  void whatTheModelSuggestsIsPublishedWithItsBasisWhenItIsDone() {
    // Given
    rig.submit("exp", sweep(30, 10));
    assertThat(rig.suggestions()).hasSize(DRAWN).allMatch(drawn -> drawn.getBasis() == null);
    assertThat(rig.modelWork).isEmpty();
    complete(0);
    complete(1);
    assertThat(rig.modelWork).as("one job at a time").hasSize(1);

    // When
    rig.advance(SOON);

    // Then
    assertThat(rig.suggestions()).as("nothing while the model works").isEmpty();

    // When
    rig.modelWork.remove().run();
    rig.advance(SOON);

    // Then
    assertThat(rig.suggestions())
        .singleElement()
        .satisfies(
            suggestion -> {
              assertThat(suggestion.getNumber()).isEqualTo(10);
              assertThat(suggestion.getBasis())
                  .as("asked for at the third record, an end mark")
                  .isEqualTo(new SuggestionBasis("tpe", 3L, 1, 3L));
            });

    // When
    letModelsWork();
    rig.advance(SOON);

    // Then
    assertThat(rig.suggestions())
        .singleElement()
        .satisfies(
            suggestion -> {
              assertThat(suggestion.getNumber()).isEqualTo(11);
              assertThat(suggestion.getBasis()).isEqualTo(new SuggestionBasis("tpe", 6L, 2, 6L));
            });
    rig.advance(Duration.ofMillis(300));
    assertThat(rig.view("exp_11").orElseThrow().basis())
        .hasValueSatisfying(basis -> assertThat(basis.position()).isEqualTo(6));
  }

  @Test
  void anExperimentRunsToItsEndOnItsModel() {
    // Given
    rig.submit("exp", sweep(25, 4));
    List<Long> suggested = new ArrayList<>(numbers(rig.suggestions()));

    // When
    for (int next = 0; next < suggested.size(); next++) {
      complete(suggested.get(next).intValue());
      letModelsWork();
      rig.advance(SOON);
      suggested.addAll(numbers(rig.suggestions()));
    }

    // Then
    assertThat(suggested).hasSize(25).doesNotHaveDuplicates().isSorted();
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.COMPLETED);
    assertThat(rig.modelWork).isEmpty();
  }

  @Test
  void whereWorkersWaitTooLongTrialsAreDrawnIndependently() {
    // Given
    rig.submit("exp", sweep(30, 10));
    complete(0);
    rig.suggestions();
    Runnable stuck = rig.modelWork.remove();

    // When
    rig.advance(Duration.ofSeconds(59));

    // Then
    assertThat(rig.suggestions()).isEmpty();

    // When
    rig.advance(Duration.ofSeconds(2));

    // Then
    assertThat(rig.suggestions())
        .singleElement()
        .satisfies(
            suggestion -> {
              assertThat(suggestion.getNumber()).isEqualTo(10);
              assertThat(suggestion.getBasis()).isEqualTo(new SuggestionBasis("random", 3L, 0, 3L));
            });

    // When
    stuck.run();
    rig.advance(SOON);

    // Then
    assertThat(rig.suggestions()).as("what comes too late").isEmpty();
  }

  @Test
  void whatTheModelOfACanceledExperimentSuggestsIsDropped() {
    // Given
    rig.submit("exp", sweep(30, 10));
    complete(0);
    rig.suggestions();

    // When
    rig.request(rig.request("exp", RequestAction.CANCEL).build());
    letModelsWork();
    rig.advance(SOON);

    // Then
    assertThat(rig.experiment().getState()).isEqualTo(ExperimentStatus.CANCELED);
    assertThat(rig.suggestions()).isEmpty();
  }
}
