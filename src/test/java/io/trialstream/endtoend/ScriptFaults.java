package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts that do everything wrong: each ends in the right state, and its reason says what to do.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScriptFaults {
  private static final String SCRIPT =
      """
      report() { echo "acc=$1"; }
      case $1 in
        good) report 0.5; report 0.7; report 0.6 ;;
        fails) report 0.5; report 0.6; echo "no such layer" >&2; exit 1 ;;
        dies) report 0.5; kill -SEGV $$ ;;
        silent) : ;;
        other) echo "accuracy=0.5 loss=2"; echo "accuracy=0.6 loss=1" ;;
        percent) echo "acc=90%" ;;
        spaced) echo "acc = 0.5" ;;
        nan) report nan; report NaN; report -Infinity ;;
        huge) report 1e999; report 0.4 ;;
        unended) report 0.3; printf 'acc=0.35' ;;
        json) echo '{"acc": 0.2, "epoch": 1}'; echo '{"acc": {"top1": 0.9}, "nested": [1, {"acc": 2}]}' ;;
        longline) report 0.1; head -c 100000000 /dev/zero | tr '\\0' x; echo; report 0.15 ;;
        lines) report 0.1; yes 'epoch 1 of 100, still training, nothing to report yet' | head -c 100000000; echo; report 0.16 ;;
        garbage) report 0.1; head -c 3000000 /dev/urandom; echo; report 0.17 ;;
        names) i=0; while [ $i -lt 10000 ]; do printf 'm%d=%d ' $i $i; i=$((i + 1)); done; echo; report 0.18 ;;
        left) sleep 307 & setsid sleep 307 & (setsid sh -c 'trap "" TERM; sleep 307' &) ; report 0.19 ;;
      esac
      """;

  private static final String FAULTS =
      """
      type: sweep
      name: faults
      trial: {code: code, command: 'sh faults.sh ${{search_space.mode}}'}
      search_space:
        mode: {type: choice, values: [good, fails, dies, silent, other, percent, spaced, nan, huge, unended, json, longline, lines, garbage, names, left]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      limits: {max_concurrent_trials: 2}
      """;

  @TempDir static Path folder;

  private TuningSystem system;
  private Map<String, TrialJson> trials;

  /** What it runs on; it is closed in the end. */
  abstract TestBroker broker() throws Exception;

  @BeforeAll
  void runTheFaultyScripts() throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("faults.sh"), SCRIPT);
    system =
        TuningSystem.start(
            broker(), folder, Map.of("stop.grace.ms", "1000"), 2, "sh", "no-such-program");
    String experiment = system.submit(FAULTS);
    system.awaitEnd(experiment, Duration.ofSeconds(120));
    trials = system.trials(experiment);
  }

  @AfterAll
  void close() {
    system.close();
  }

  private void assertEnded(String mode, String state, double score, int intervals, String reason) {
    TrialJson trial = Optional.ofNullable(trials.get(mode)).orElseThrow();
    assertThat(trial.state()).as(mode).isEqualTo(state);
    assertThat(trial.reason().orElse("")).as(mode).matches("(?s)" + reason);
    assertThat(trial.intervals()).as(mode).isEqualTo(intervals);
    assertThat(trial.score())
        .as(mode)
        .isEqualTo(Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score));
    assertThat(trial.attempts()).as(mode).isEqualTo(1);
  }

  @Test
  void aScriptThatWorksCompletes() {
    assertEnded("good", "COMPLETED", 0.7, 3, "exit 0 after 3 values of `acc`");
  }

  @Test
  void aScriptThatFailsKeepsItsScoreAndShowsItsLastWords() {
    assertEnded(
        "fails", "FAILED", 0.6, 2, "exit 1 after 2 values of `acc`.*its last lines: no such layer");
    assertEnded(
        "dies", "FAILED", 0.5, 1, "ended by SIGSEGV \\(exit 139\\) after 1 value of `acc`.*");
  }

  @Test
  void aScriptThatNeverReportsThePrimaryMetricCompletesAndIsToldWhatToPrint() {
    assertEnded("silent", "COMPLETED", Double.NaN, 0, ".*no metric at all: print acc=VALUE.*");
    assertEnded(
        "other",
        "COMPLETED",
        Double.NaN,
        0,
        ".*it reported `accuracy` 2 times, `loss` 2 times.*primary_metric.*");
    assertEnded(
        "percent", "COMPLETED", Double.NaN, 0, ".*it printed `acc=90%`, where a plain number.*");
    assertEnded("spaced", "COMPLETED", Double.NaN, 0, ".*without spaces around the equals sign.*");
  }

  @Test
  void valuesThatAreNotFiniteAreIntervalsWithoutAScore() {
    assertEnded("nan", "COMPLETED", Double.NaN, 3, ".*without a score.*3 values.*NaN or infinite");
    assertEnded("huge", "COMPLETED", 0.4, 2, "exit 0 after 2 values of `acc`");
  }

  @Test
  void theLastLineCountsWithoutItsEnd() {
    assertEnded("unended", "COMPLETED", 0.35, 2, "exit 0 after 2 values of `acc`");
  }

  @Test
  void aJsonObjectReportsItsOwnNumbersAndNoneFromWithin() {
    assertEnded("json", "COMPLETED", 0.2, 1, "exit 0 after 1 value of `acc`");
  }

  @Test
  void outputOfAnySizeAndKindHidesNoReport() {
    assertEnded("longline", "COMPLETED", 0.15, 2, "exit 0 after 2 values of `acc`");
    assertEnded("lines", "COMPLETED", 0.16, 2, "exit 0 after 2 values of `acc`");
    assertEnded("garbage", "COMPLETED", 0.17, 2, "exit 0 after 2 values of `acc`");
    assertEnded("names", "COMPLETED", 0.18, 1, "exit 0 after 1 value of `acc`");
  }

  @Test
  void whatAScriptLeavesBehindIsEnded() {
    assertEnded(
        "left",
        "COMPLETED",
        0.19,
        1,
        ".*3 processes that it left behind were ended|.*4 processes that it left behind were ended");
    assertThat(WorkingDirectories.below(folder)).isZero();
  }

  @Test
  void aScriptThatIgnoresItsStopIsKilledAndSoAreItsChildren() throws Exception {
    // Given
    String file =
        """
        type: sweep
        name: stubborn
        trial:
          command: sh -c "trap '' TERM; setsid sleep 308 & echo acc=$0; while :; do sleep 0.05; echo acc=$0; done" ${{search_space.x}}
        search_space: {x: {type: choice, values: [1]}}
        sampling_algorithm: grid
        objective: {goal: maximize, primary_metric: acc}
        """;
    String experiment = system.submit(file);
    await().until(() -> system.client().trial(experiment, "stubborn_0").intervals() > 0);

    // When
    system.client().stop(experiment, "stubborn_0", "enough");
    system.awaitEnd(experiment, Duration.ofSeconds(30));

    // Then
    TrialJson trial = system.client().trial(experiment, "stubborn_0");
    assertThat(trial.state()).isEqualTo("CANCELED");
    assertThat(trial.reason().orElse(""))
        .contains("enough")
        .contains("did not end on SIGTERM and was killed after 1 s");
    assertThat(WorkingDirectories.below(folder)).isZero();
  }

  @Test
  void whatAWorkerCannotRunFailsWithTheWayOut() throws Exception {
    assertThat(unrunnable("missing", "no-such-program x", "code"))
        .contains("The program no-such-program is not on this worker's PATH", "install it");
    assertThat(unrunnable("forbidden", "cat x", "code"))
        .contains("may not run cat, only no-such-program, sh: start it with --allow cat");
    assertThat(unrunnable("homeless", "sh x", "nowhere"))
        .contains("The code folder " + folder.resolve("nowhere"), "does not exist on this worker");
    assertThat(unrunnable("rooted", "sh x", "/")).contains("The code folder /", "too large");
    assertThat(unrunnable("kernel", "sh x", "/proc")).contains("The code folder /proc");
  }

  /** The reason for which the one trial of an experiment failed. */
  private String unrunnable(String name, String command, String code) throws Exception {
    String experiment =
        system.submit(
            """
            type: sweep
            name: %s
            trial: {code: %s, command: %s}
            search_space: {x: {type: choice, values: [1]}}
            sampling_algorithm: grid
            objective: {goal: maximize, primary_metric: acc}
            """
                .formatted(name, code, command));
    system.awaitEnd(experiment, Duration.ofSeconds(60));
    ExperimentJson ended = system.client().experiment(experiment);
    TrialJson trial = system.client().trial(experiment, name + "_0");
    assertThat(ended.state()).isEqualTo("FAILED");
    assertThat(trial.state()).isEqualTo("FAILED");
    return trial.reason().orElse("");
  }
}
