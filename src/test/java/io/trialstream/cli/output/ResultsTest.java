package io.trialstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.Json;
import io.trialstream.api.TrialJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an experiment that has ended is printed, from what the API answers. */
class ResultsTest {
  private static final String EXPERIMENT =
      """
      {"experiment": "e", "state": "COMPLETED", "reason": "all 3 trials have ended",
       "submitted": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:01:07Z", "goal": "maximize",
       "primary_metric": "acc", "max_total_trials": 3, "pool": "default", "seed": 4,
       "trials": {"queued": 0, "running": 0, "completed": 1, "failed": 1, "stopped": 1, "canceled": 0},
       "best": {"trial": "e_1", "score": 0.5}}
      """;
  private static final String BEST =
      """
      {"trial": "e_1", "state": "COMPLETED", "params": {"lr": 0.1, "net": "wide"}, "score": 0.5,
       "interval": 7, "intervals": 10, "attempts": 1, "reason": "exit 0"}
      """;
  private static final String STOPPED =
      """
      {"trial": "e_0", "state": "STOPPED", "params": {"lr": 2, "net": "deep"}, "score": 0.25,
       "interval": 5, "intervals": 5, "attempts": 1, "reason": "median_stopping at interval 5: poor"}
      """;
  private static final String FAILED =
      """
      {"trial": "e_2", "state": "FAILED", "params": {"lr": 3, "net": "deep"}, "score": null,
       "interval": null, "intervals": 0, "attempts": 2,
       "reason": "exit 1: no such file"}
      """;
  private static final String DECISION =
      """
      {"trial": "e_0", "attempt": 1, "policy": "median_stopping", "interval": 5, "value": null,
       "limit": 0.3, "peers": 2, "reason": "median_stopping at interval 5: poor", "partition": 0,
       "offset": 12, "time": "2026-01-01T00:00:30Z"}
      """;

  private ExperimentJson experiment;
  private List<TrialJson> trials;
  private List<DecisionJson> decisions;

  @BeforeEach
  void read() throws Exception {
    experiment = Json.read(EXPERIMENT, ExperimentJson.class);
    trials =
        List.of(
            Json.read(BEST, TrialJson.class),
            Json.read(STOPPED, TrialJson.class),
            Json.read(FAILED, TrialJson.class));
    decisions = List.of(Json.read(DECISION, DecisionJson.class));
  }

  @Test
  void jsonHasTheDocumentedFieldsAndNoOther() {
    assertThat(Json.write(RunResult.of(experiment, trials, decisions)))
        .isEqualTo(
            """
            {"experiment":"e","state":"COMPLETED",\
            "best":{"trial":"e_1","params":{"lr":0.1,"net":"wide"},"score":0.5,"state":"COMPLETED","interval":7},\
            "trials":[\
            {"trial":"e_1","state":"COMPLETED","params":{"lr":0.1,"net":"wide"},"score":0.5,"intervals":10,"attempts":1,"reason":"exit 0"},\
            {"trial":"e_0","state":"STOPPED","params":{"lr":2,"net":"deep"},"score":0.25,"intervals":5,"attempts":1,"reason":"median_stopping at interval 5: poor"},\
            {"trial":"e_2","state":"FAILED","params":{"lr":3,"net":"deep"},"score":null,"intervals":0,"attempts":2,"reason":"exit 1: no such file"}],\
            "decisions":[{"trial":"e_0","attempt":1,"policy":"median_stopping","interval":5,"value":null,"limit":0.3,"peers":2}]}""");
  }

  @Test
  void reportTellsTheBestAllTrialsTheStopsAndWhatTheySaved() {
    assertThat(ResultReport.of(experiment, trials, decisions, "epochs", Layout.UNBOUNDED))
        .isEqualTo(
            """
            Experiment e is COMPLETED: all 3 trials have ended

            Best trial
            e_1 with acc 0.5 at interval 7, completed
              lr   0.1
              net  wide

            Trials by score
            TRIAL  STATE      SCORE  AT  INTERVALS  ATTEMPTS   lr  net   REASON
            e_1    COMPLETED   0.5    7         10         1  0.1  wide
            e_0    STOPPED     0.25   5          5         1  2    deep
            e_2    FAILED      -      -          0         2  3    deep  exit 1: no such file

            Stopped early
              e_0: median_stopping at interval 5: poor

            stopping saved 25% of the epochs: 5 of 20 not run
            """);
  }

  @Test
  void experimentWithoutAScoreHasNoBestAndDidNotSucceed() {
    List<TrialJson> scoreless = trials.subList(2, 3);

    assertThat(RunResult.of(experiment, scoreless, List.of()).best()).isEmpty();
    assertThat(RunResult.of(experiment, scoreless, List.of()).succeeded()).isFalse();
    assertThat(RunResult.of(experiment, trials, decisions).succeeded()).isTrue();
    assertThat(ResultReport.of(experiment, scoreless, List.of(), "epochs", Layout.UNBOUNDED))
        .contains("No trial has a score.")
        .doesNotContain("Best trial", "Stopped early", "saved");
  }

  @Test
  void progressTellsTrialsByStateTheBestAndTheTime() {
    Progress progress = Progress.at(Instant.parse("2026-01-01T09:00:00Z"), experiment);

    assertThat(progress.elapsed()).isEqualTo(Duration.ofSeconds(67));
    assertThat(progress.line())
        .isEqualTo(
            "1:07  3/3 trials ended: 0 running, 1 completed, 1 stopped, 1 failed, best 0.5 (trial 1)");
  }
}
