package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Experiments that start from an earlier one, on a real broker, with real processes. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumedRunIT {
  /** Goes on from a checkpoint where there is one, and leaves one. */
  private static final String SCRIPT =
      """
      done=0
      [ -n "$TRIALSTREAM_RESUME_FROM" ] && done=$(cat "$TRIALSTREAM_RESUME_FROM/checkpoint")
      i=1
      while [ $i -le 5 ]; do
        done=$((done + 1))
        echo "acc=$(($1 * done)) from=$done"
        i=$((i + 1))
      done
      echo $done > "$TRIALSTREAM_OUTPUTS/checkpoint"
      """;

  private static final String SWEEP =
      """
      type: sweep
      name: %s
      trial: {code: code, command: 'sh train.sh ${{search_space.quality}}'}
      search_space:
        quality: {type: choice, values: [3, 1, 2]}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      early_termination: {type: median_stopping}
      trialstream: {%s}
      """;

  @TempDir static Path folder;

  private EmbeddedBroker broker;

  @BeforeAll
  void start() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("code")).resolve("train.sh"), SCRIPT);
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    assertThat(run("first", "").exitCode()).isZero();
  }

  @AfterAll
  void close() {
    broker.close();
  }

  private Cli.Outcome run(String name, String additions) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, SWEEP.formatted(name, additions));
    return Cli.run(
        "run",
        file.toString(),
        "--slots=1",
        "--format=json",
        "--export-events=" + folder.resolve(name + ".ndjson"),
        "--bootstrap-server=" + broker.bootstrapServers(),
        "--data=" + folder.resolve("data"));
  }

  private static List<JsonNode> events(String name) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name + ".ndjson"))) {
      events.add(Json.mapper().readTree(line));
    }
    return events;
  }

  @Test
  void aTrialGoesOnFromTheFilesOfAnEarlierOneAndIsHeldAgainstThePeersOfItsExperiment()
      throws Exception {
    // When
    Cli.Outcome outcome =
        run("second", "resume_from: [first], resume_trials: [first_0], enqueue: [{quality: 2}]");

    // Then
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode result = Json.mapper().readTree(outcome.out());
    assertThat(result.get("best").get("score").doubleValue()).isEqualTo(30);
    assertThat(result.get("trials")).hasSize(3);
    List<JsonNode> events = events("second");
    assertThat(events)
        .filteredOn(event -> event.has("earlier"))
        .extracting(event -> event.get("trial").textValue())
        .contains("first_0", "first_1", "first_2")
        .allMatch(trial -> trial.startsWith("first_"));
    assertThat(events)
        .filteredOn(event -> !event.has("earlier"))
        .extracting(event -> event.get("trial").textValue())
        .allMatch(trial -> trial.startsWith("second_"));
    assertThat(result.get("decisions"))
        .isNotEmpty()
        .allMatch(decision -> decision.get("peers").intValue() > 3);
    JsonNode replayed = replay("second");
    assertThat(evidence(replayed.at("/policies/0/decisions")))
        .isEqualTo(evidence(result.get("decisions")));
    assertThat(replayed.get("experiment").textValue()).isEqualTo("second");
    assertThat(replayed.get("trials").intValue()).isEqualTo(3);
  }

  private static List<String> evidence(JsonNode decisions) {
    List<String> evidence = new ArrayList<>();
    for (JsonNode each : decisions) {
      evidence.add(
          "%s at %s: %s against %s of %s"
              .formatted(
                  each.get("trial"),
                  each.get("interval"),
                  each.get("value"),
                  each.get("limit"),
                  each.get("peers")));
    }
    return evidence;
  }

  private static JsonNode replay(String name) throws IOException {
    Cli.Outcome outcome =
        Cli.run(
            "replay",
            "--events=" + folder.resolve(name + ".ndjson"),
            "--goal=maximize",
            "--policy={type: median_stopping}",
            "--strict",
            "--format=json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return Json.mapper().readTree(outcome.out());
  }

  @Test
  void whatCannotBeStartedFromIsASentenceAndExitCodeTwo() throws Exception {
    // When
    Cli.Outcome unknown = run("third", "resume_from: [nobody]");
    Cli.Outcome none = run("fourth", "resume_trials: [first_9]");
    Cli.Outcome outside = run("fifth", "enqueue: [{quality: 4}]");

    // Then
    assertThat(List.of(unknown.exitCode(), none.exitCode(), outside.exitCode())).containsOnly(2);
    assertThat(unknown.err()).contains("experiment nobody is unknown");
    assertThat(none.err()).contains("experiment first has no trial first_9");
    assertThat(outside.err())
        .contains("trialstream.enqueue.quality: must be 3, 1 or 2, as choice gives it, not 4");
  }
}
