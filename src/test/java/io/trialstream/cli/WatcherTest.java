package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.ProblemJson;
import io.trialstream.cli.output.Progress;
import io.trialstream.cli.output.ProgressDisplay;
import io.trialstream.cli.output.Samples;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatcherTest {
  private final Deque<ExperimentSource> answers = new ArrayDeque<>();
  private final Shown shown = new Shown();
  private Runnable signal = () -> {};

  private Optional<ExperimentJson> watch() throws ApiException {
    Interrupts interrupts =
        Interrupts.listen(
            handler -> {
              signal = handler;
              return () -> {};
            },
            () -> {});
    return new Watcher(
            id -> answers.pop().experiment(id),
            shown,
            interrupts,
            () -> Samples.SUBMITTED,
            Duration.ofMillis(1))
        .untilEnded("t");
  }

  @Test
  void anExperimentIsShownUntilItHasEnded() throws ApiException {
    // Given
    answers.add(id -> Samples.running(2, 0));
    answers.add(id -> Samples.running(1, 1));
    answers.add(id -> Samples.ended());

    // When
    Optional<ExperimentJson> ended = watch();

    // Then
    assertThat(ended).contains(Samples.ended());
    assertThat(shown.states).containsExactly("RUNNING", "RUNNING", "COMPLETED");
    assertThat(shown.said).isEmpty();
  }

  @Test
  void anOutageOfTheServerIsSaidOnceAndSurvived() throws ApiException {
    // Given
    answers.add(id -> Samples.running(2, 0));
    answers.add(id -> refuse(ApiException.NO_ANSWER, "No server answers"));
    answers.add(id -> refuse(503, "The coordinator is starting"));
    answers.add(id -> refuse(500, "Oops"));
    answers.add(id -> Samples.ended());

    // When
    Optional<ExperimentJson> ended = watch();

    // Then
    assertThat(ended).contains(Samples.ended());
    assertThat(shown.said)
        .containsExactly("No server answers. Still watching.", "The server answers again.");
  }

  @Test
  void anUnknownExperimentIsNotWaitedFor() {
    // Given
    answers.add(id -> refuse(404, "There is no experiment 't'"));

    // When / Then
    assertThatThrownBy(this::watch)
        .isInstanceOf(ApiException.class)
        .hasMessage("There is no experiment 't'");
  }

  @Test
  void aSignalEndsTheWatchingWhateverTheServerDoes() throws ApiException {
    // Given
    answers.add(id -> Samples.running(2, 0));
    answers.add(
        id -> {
          signal.run();
          return refuse(ApiException.NO_ANSWER, "Interrupted");
        });

    // When
    Optional<ExperimentJson> ended = watch();

    // Then
    assertThat(ended).isEmpty();
    assertThat(shown.said).isEmpty();
  }

  private static ExperimentJson refuse(int status, String sentence) throws ApiException {
    throw new ApiException(status, ProblemJson.NO_TYPE, sentence, List.of());
  }

  private static final class Shown implements ProgressDisplay {
    private final List<String> states = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @Override
    public void show(Progress progress) {
      states.add(progress.experiment().state());
    }

    @Override
    public void say(String line) {
      said.add(line);
    }

    @Override
    public void close() {}
  }
}
