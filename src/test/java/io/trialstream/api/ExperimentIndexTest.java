package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.ExperimentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExperimentIndexTest {
  private final ExperimentIndex index = new ExperimentIndex();

  @Test
  void listsNewestFirstByStateUpToTheLimit() {
    // Given
    put("old", "2026-01-01T00:00:00Z", ExperimentStatus.RUNNING);
    put("newest", "2026-01-03T00:00:00Z", ExperimentStatus.RUNNING);
    put("ended", "2026-01-04T00:00:00Z", ExperimentStatus.FAILED);
    put("newer", "2026-01-02T00:00:00Z", ExperimentStatus.RUNNING);

    // When
    List<String> running = ids(Optional.of(ExperimentStatus.RUNNING), 2);
    List<String> all = ids(Optional.empty(), 10);

    // Then
    assertThat(running).containsExactly("newest", "newer");
    assertThat(all).containsExactly("ended", "newest", "newer", "old");
  }

  @Test
  void waitingEndsWhenTheRecordArrives() throws Exception {
    // Given
    CompletableFuture<Optional<ExperimentEntry>> waiting =
        CompletableFuture.supplyAsync(() -> await("x", Duration.ofSeconds(30)));

    // When
    put("other", "2026-01-01T00:00:00Z", ExperimentStatus.RUNNING);
    put("x", "2026-01-01T00:00:00Z", ExperimentStatus.RUNNING);

    // Then
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void waitingEndsEmptyWhenTheTimeIsOver() {
    // Given
    put("x", "2026-01-01T00:00:00Z", ExperimentStatus.RUNNING);

    // When
    Optional<ExperimentEntry> never = await("y", Duration.ofMillis(20));

    // Then
    assertThat(never).isEmpty();
  }

  @Test
  void anUnchangedSpecificationIsReadOnce() {
    // Given
    put("x", "2026-01-01T00:00:00Z", ExperimentStatus.RUNNING);
    ExperimentEntry.Summary before = index.get("x").orElseThrow().summary().orElseThrow();

    // When
    put("x", "2026-01-01T00:00:00Z", ExperimentStatus.COMPLETED);

    // Then
    ExperimentEntry after = index.get("x").orElseThrow();
    assertThat(after.record().getState()).isEqualTo(ExperimentStatus.COMPLETED);
    assertThat(after.summary().orElseThrow()).isSameAs(before);
  }

  private void put(String id, String submitted, ExperimentStatus state) {
    index.put(
        Experiments.record(id, "r").setSubmitted(Instant.parse(submitted)).setState(state).build());
  }

  private List<String> ids(Optional<ExperimentStatus> state, int limit) {
    return index.list(state, limit).stream().map(e -> e.record().getExperiment()).toList();
  }

  private Optional<ExperimentEntry> await(String id, Duration timeout) {
    try {
      return index.await(id, entry -> true, timeout);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
