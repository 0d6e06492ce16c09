package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.Submissions.Submission;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final ExperimentIndex index = new ExperimentIndex();
  private final List<Request> written = new ArrayList<>();
  private Consumer<Request> coordinator =
      request -> {
        if (request.getAction() == RequestAction.SUBMIT) {
          index.put(Experiments.record(request));
        }
      };

  private final Submissions submissions =
      new Submissions(
          index,
          request -> {
            written.add(request);
            coordinator.accept(request);
          },
          new FakePools(Set.of("default")),
          (experiment, trial) -> Optional.empty(),
          InstantSource.fixed(NOW),
          new Random(1),
          Duration.ofMillis(50));

  @Test
  void aSubmissionWritesTheFileWithASeedThatJsonCanHold() throws Exception {
    // Given
    Submission submission =
        new Submission(
            Experiments.file("digits"), Optional.of(Path.of("/data")), Optional.of("k1"), "ada");

    // When
    Submitted submitted = submissions.submit(submission);

    // Then
    assertThat(submitted.experiment()).isEqualTo("digits");
    Request request = written.get(0);
    assertThat(request.getAction()).isEqualTo(RequestAction.SUBMIT);
    assertThat(request.getId()).isEqualTo("k1");
    assertThat(request.getRequestedBy()).isEqualTo("ada");
    assertThat(request.getBaseDirectory()).isEqualTo("/data");
    assertThat(request.getSpecification()).isEqualTo(Experiments.file("digits"));
    assertThat(request.getTime()).isEqualTo(NOW);
    assertThat(request.getSeed()).isBetween(0L, (1L << 53) - 1);
  }

  @Test
  void theFilesOwnSeedIsKept() throws Exception {
    // Given
    String file =
        Experiments.file("x")
            .replace("sampling_algorithm: random", "sampling_algorithm: {type: random, seed: 42}");

    // When
    submissions.submit(submission(file, "k1"));

    // Then
    assertThat(written.get(0).getSeed()).isEqualTo(42);
  }

  @Test
  void theSameKeyAgainGivesTheSameAnswerAndWritesNothing() throws Exception {
    // Given
    Submitted first = submissions.submit(submission(Experiments.file(), "k1"));

    // When
    Submitted second = submissions.submit(submission(Experiments.file(), "k1"));

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(written).hasSize(1);
  }

  @Test
  void filesWithoutANameGetDifferentIdsUnderDifferentKeys() throws Exception {
    // Given
    Submitted first = submissions.submit(submission(Experiments.file(), "k1"));

    // When
    Submitted second = submissions.submit(submission(Experiments.file(), "k2"));

    // Then
    assertThat(second.experiment()).isNotEqualTo(first.experiment());
  }

  @Test
  void theSameKeyWithAnotherFileIsRefused() throws Exception {
    // Given
    submissions.submit(submission(Experiments.file("x"), "k1"));

    // When
    RequestRefusedException refused = refused(submission(Experiments.file("x") + "#\n", "k1"));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused).hasMessageContaining("Idempotency-Key");
  }

  @Test
  void anIdThatIsTakenIsRefusedBeforeAnythingIsWritten() throws Exception {
    // Given
    index.put(Experiments.record("x", "somebody-else").build());

    // When
    RequestRefusedException refused = refused(submission(Experiments.file("x"), "k1"));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused).hasMessageContaining("'x' exists already");
    assertThat(written).isEmpty();
  }

  @Test
  void ofTwoSubmissionsAtTheSameMomentTheLogsFirstWins() {
    // Given
    coordinator = request -> index.put(Experiments.record("x", "the-log-had-it-first").build());

    // When
    RequestRefusedException refused = refused(submission(Experiments.file("x"), "k1"));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
  }

  @Test
  void aCoordinatorThatDoesNotConfirmIsToldAsUnavailable() {
    // Given
    coordinator = request -> {};

    // When
    RequestRefusedException refused = refused(submission(Experiments.file("x"), "k1"));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused).hasMessageContaining("same Idempotency-Key");
  }

  @Test
  void anUnknownPoolNamesItsTopicAndHowToMakeIt() {
    // Given
    String file = Experiments.file("x") + "compute: azureml:gpu\n";

    // When
    InvalidSettingsException invalid =
        catchThrowableOfType(
            InvalidSettingsException.class, () -> submissions.submit(submission(file, "k1")));

    // Then
    assertThat(invalid.getMessage())
        .contains("'gpu'", "trialstream.trials.gpu", "bin/trialstream worker --pool gpu");
    assertThat(written).isEmpty();
  }

  @Test
  void aFileThatFitsInNoRecordIsRefused() {
    // Given
    String file = Experiments.file("x") + "description: \"" + "€".repeat(300_000) + "\"\n";

    // When
    InvalidSettingsException invalid =
        catchThrowableOfType(
            InvalidSettingsException.class, () -> submissions.submit(submission(file, "k1")));

    // Then
    assertThat(invalid.getMessage()).contains("786432");
    assertThat(written).isEmpty();
  }

  @Test
  void aKeyThatNoHeaderShouldCarryIsRefused() {
    // When
    RequestRefusedException refused = refused(submission(Experiments.file("x"), "a b"));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void cancelingWritesWhoAskedAndWhy() throws Exception {
    // Given
    index.put(Experiments.record("x", "r").build());

    // When
    submissions.cancel("x", "too slow", "ada");

    // Then
    Request request = written.get(0);
    assertThat(request.getAction()).isEqualTo(RequestAction.CANCEL);
    assertThat(request.getExperiment()).isEqualTo("x");
    assertThat(request.getReason()).isEqualTo("too slow");
    assertThat(request.getRequestedBy()).isEqualTo("ada");
  }

  @Test
  void stoppingATrialNamesIt() throws Exception {
    // Given
    index.put(Experiments.record("x", "r").build());

    // When
    submissions.stopTrial("x", "x_3", "", "");

    // Then
    assertThat(written.get(0).getAction()).isEqualTo(RequestAction.STOP_TRIAL);
    assertThat(written.get(0).getTrial()).isEqualTo("x_3");
  }

  @Test
  void anUnknownExperimentCannotBeCanceled() {
    // When
    RequestRefusedException refused =
        catchThrowableOfType(
            RequestRefusedException.class, () -> submissions.cancel("nobody", "", ""));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(written).isEmpty();
  }

  @Test
  void anExperimentThatHasEndedCannotBeCanceled() {
    // Given
    index.put(Experiments.record("x", "r").setState(ExperimentStatus.COMPLETED).build());

    // When
    RequestRefusedException refused =
        catchThrowableOfType(RequestRefusedException.class, () -> submissions.cancel("x", "", ""));

    // Then
    assertThat(refused.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refused).hasMessageContaining("COMPLETED");
    assertThat(written).isEmpty();
  }

  private RequestRefusedException refused(Submission submission) {
    return catchThrowableOfType(
        RequestRefusedException.class, () -> submissions.submit(submission));
  }

  private static Submission submission(String file, String key) {
    return new Submission(file, Optional.empty(), Optional.of(key), "");
  }
}
