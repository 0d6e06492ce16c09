package io.trialstream.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.LeaderboardEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowingsTest {
  @TempDir private Path state;

  @Test
  void theScoresOfAMomentAreSharedByTheExperimentsOfAllTasks() {
    // Given
    Showings showings = new Showings();

    // When
    showings.changed(0, 60);
    showings.changed(0, 40);

    // Then
    assertThat(showings.scores()).isEqualTo(Showings.SCORES / 100);
    assertThat(showings.tasks()).isEqualTo(2);
  }

  @Test
  void aTaskWithoutChangesLeavesItsShareToTheOthers() {
    // Given
    Showings showings = new Showings();
    showings.changed(0, 1);
    showings.changed(0, 99);

    // When
    showings.changed(99, 0);

    // Then
    assertThat(showings.scores()).isEqualTo(Showings.SCORES);
    assertThat(showings.tasks()).isEqualTo(1);
  }

  @Test
  void noExperimentIsLeftOutHoweverManyThereAre() {
    // Given
    Showings showings = new Showings();

    // When
    showings.changed(0, 100 * Showings.SCORES);

    // Then
    assertThat(showings.scores()).isEqualTo(1);
  }

  @Test
  void everyScoreIsShownInTurnsOfTheShareThatOtherTasksLeave() {
    try (TopologyRig rig = new TopologyRig(state)) {
      // Given
      rig.submit("exp", Sweeps.sweep(10, 10, ""));
      for (int trial = 0; trial < 10; trial++) {
        rig.started("exp_" + trial);
      }
      rig.advance(Duration.ofSeconds(3));
      rig.leaderboard();
      rig.showings.changed(0, Showings.SCORES / 2 - 1);

      // When
      for (int trial = 0; trial < 10; trial++) {
        rig.report("exp_" + trial, trial);
      }
      List<List<String>> moments = moments(rig);

      // Then
      assertThat(moments)
          .containsExactly(
              List.of("exp_0", "exp_1"),
              List.of("exp_2", "exp_3"),
              List.of("exp_4", "exp_5"),
              List.of("exp_6", "exp_7"),
              List.of("exp_8", "exp_9"));
    }
  }

  /** The trials on the leaderboard, by the moments in which they come. */
  private static List<List<String>> moments(TopologyRig rig) {
    List<List<String>> moments = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      rig.advance(Duration.ofMillis(50));
      List<String> trials = rig.leaderboard().stream().map(LeaderboardEntry::getTrial).toList();
      if (!trials.isEmpty()) {
        moments.add(trials);
      }
    }
    return moments;
  }
}
