package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code replay} of files. */
class ReplayCommandTest {
  private static final String LOG =
      """
      {'trial':'x_0','attempt':1,'interval':1,'metric':'acc','value':0.5}
      {'trial':'x_1','attempt':1,'interval':null,'metric':'loss','value':4}
      {'trial':'x_1','attempt':1,'interval':1,'metric':'acc','value':0.1,'partition':3,'offset':17,'time':'2026-01-02T03:04:05Z'}
      {'trial':'x_1','attempt':1,'interval':2,'metric':'acc','value':0.9}
      {'trial':'x_1','attempt':1,'state':'COMPLETED'}
      {'trial':'x_0','attempt':1,'interval':2,'metric':'acc','value':0.6}
      {'trial':'x_0','attempt':1,'state':'COMPLETED'}
      """
          .replace('\'', '"');

  @TempDir private Path folder;
  private Path events = Path.of("");

  @BeforeEach
  void write() throws IOException {
    events = Files.writeString(folder.resolve("events.ndjson"), LOG);
  }

  @Test
  void eachPolicyHasItsDecisionsSavingsKeptBestAndRegret() throws IOException {
    // Given
    Path file = folder.resolve("policy.yaml");
    Files.writeString(file, "type: bandit\nslack_amount: 2\ndelay_evaluation: 5\n");

    // When
    Cli.Outcome outcome =
        replay("--policy", "median_stopping", "--policy", file.toString(), "--format", "json");

    // Then
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode document = Json.read(outcome.out(), JsonNode.class);
    JsonNode median = document.path("policies").path(0);
    assertThat(median.path("policy").asText()).isEqualTo("median_stopping");
    assertThat(median.path("saved").asDouble()).isEqualTo(0.25);
    assertThat(median.path("kept_best").isBoolean()).isTrue();
    assertThat(median.path("kept_best").asBoolean()).isFalse();
    assertThat(median.path("regret").asDouble()).isEqualTo(0.9 - 0.6);
    assertThat(Json.write(median.path("decisions")))
        .isEqualTo(
            ("[{'trial':'x_1','attempt':1,'policy':'median_stopping','interval':1,'value':0.1,"
                    + "'limit':0.3,'peers':2,'reason':'median_stopping at interval 1: best acc so"
                    + " far 0.1 is below the median 0.3 of the running averages of 2 trials',"
                    + "'partition':3,'offset':17,'time':'2026-01-02T03:04:05Z'}]")
                .replace('\'', '"'));
    JsonNode bandit = document.path("policies").path(1);
    assertThat(bandit.path("policy").asText()).isEqualTo(file.toString());
    assertThat(bandit.path("decisions")).isEmpty();
    assertThat(bandit.path("saved").asDouble()).isZero();
    assertThat(bandit.path("kept_best").asBoolean()).isTrue();
    assertThat(bandit.path("regret").asDouble()).isZero();
    assertThat(document.path("best").path("trial").asText()).isEqualTo("x_1");
  }

  @Test
  void theTableHasALineForEachPolicyAndItsDecisionsWhereAsked() {
    // When
    Cli.Outcome outcome = replay("--policy", "median_stopping", "--decisions");

    // Then
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .startsWith("x: 2 trials, 4 intervals of acc (maximize); best x_1 with 0.9 at interval 2\n")
        .containsPattern("median_stopping +1 +25.0% +no +0.3 +x_0")
        .containsPattern("x_1 +1 +1 +median_stopping +0.1 +0.3 +2 +2026-01-02 03:04:05");
    assertThat(outcome.err()).contains("delay_evaluation: trials can be stopped from interval 1");
  }

  @Test
  void aBrokenLineIsNamedAndTheReplayGoesOn() throws IOException {
    // Given
    Files.writeString(events, LOG.replaceFirst("\n", "\n{broken\n[]\n"));

    // When
    Cli.Outcome outcome = replay("--policy", "median_stopping", "--format", "json");

    // Then
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .contains(
            "events.ndjson: line 2: it is not JSON",
            "events.ndjson: line 3: it is no JSON object",
            "events.ndjson: 2 of 9 lines hold no event and were passed over");
    assertThat(Json.read(outcome.out(), JsonNode.class).path("intervals").asInt()).isEqualTo(4);
  }

  @Test
  void strictEndsAtTheFirstBrokenLine() throws IOException {
    // Given
    Files.writeString(events, LOG.replaceFirst("\n", "\n{broken\n[]\n"));

    // When
    Cli.Outcome outcome = replay("--policy", "median_stopping", "--strict");

    // Then
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("events.ndjson: line 2: it is not JSON");
    assertThat(outcome.err()).doesNotContain("line 3");
  }

  @Test
  void manyBrokenLinesDoNotFloodTheTerminal() throws IOException {
    // Given
    Files.writeString(events, LOG + "nonsense\n".repeat(5000));

    // When
    Cli.Outcome outcome = replay("--policy", "none");

    // Then
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err().lines().count()).isLessThan(110);
    assertThat(outcome.err()).contains("5000 of 5007 lines hold no event");
  }

  @Test
  void aLogThatAPolicyCutShortSaysSo() throws IOException {
    // Given
    Files.writeString(events, LOG.replaceFirst("COMPLETED", "STOPPED"));

    // When
    Cli.Outcome outcome = replay("--policy", "none");

    // Then
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("1 of the 2 trials were stopped by a policy");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("--goal is missing: give maximize or minimize", "--policy none"),
        refusal("--policy is missing: ", "--goal minimize"),
        refusal("there is no file 'nix', and it is no policy", "--goal maximize --policy nix"),
        refusal(
            "--policy type: bandti: line 1: type: must be bandit",
            "--goal maximize --policy type:_bandti"),
        refusal(
            "line 1: slack: the key is not known; the nearest known one is slack_",
            "--goal maximize --policy {type:_bandit,slack_amount:_1,slack:_2}"),
        refusal(
            "There is no report of the metric 'f1' in",
            "--goal maximize --policy none --metric f1"),
        refusal("expected one of maximize, minimize", "--goal up --policy none"));
  }

  private static Arguments refusal(String sentence, String arguments) {
    return Arguments.of(
        sentence, Stream.of(arguments.split(" ")).map(each -> each.replace('_', ' ')).toList());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void misuseIsASentenceAndExitCode2(String sentence, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("replay", "--events", events.toString()));
    all.addAll(
        arguments.stream().map(each -> each.replace("slack amount", "slack_amount")).toList());

    assertRefused(sentence, all.toArray(String[]::new));
  }

  @Test
  void whatIsNoFileOfEventsIsRefused() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.ndjson"), "\n\n");
    Path several =
        Files.writeString(
            folder.resolve("several.ndjson"), LOG.replaceAll("\"interval\":\\d,", ""));

    assertRefused(
        "there is no file",
        "replay",
        "--events",
        folder + "/none",
        "--goal=maximize",
        "--policy=none");
    assertRefused(
        "is a folder", "replay", "--events", folder.toString(), "--goal=maximize", "--policy=none");
    assertRefused(
        "There is no report in",
        "replay",
        "--events",
        empty.toString(),
        "--goal=maximize",
        "--policy=none");
    assertRefused(
        "give one of acc, loss",
        "replay",
        "--events",
        several.toString(),
        "--goal=maximize",
        "--policy=none");
    assertRefused("--events", "replay", "--policy=none");
    assertRefused("--events", "replay", "--experiment=x", "--events", empty.toString());
    assertRefused("No server answers", "replay", "--experiment=x", "--server=http://127.0.0.1:1");
  }

  private static void assertRefused(String sentence, String... arguments) {
    Cli.Outcome outcome = Cli.run(arguments);

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("trialstream: ", sentence)
        .doesNotContain("\tat ", "Exception");
  }

  private Cli.Outcome replay(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("replay", "--events", events.toString(), "--goal", "maximize"));
    all.addAll(List.of(arguments));
    return Cli.run(all.toArray(String[]::new));
  }
}
