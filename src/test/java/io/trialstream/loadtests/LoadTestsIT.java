package io.trialstream.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each load test at a scale of seconds: that it measures, and says what it must. */
@Timeout(120)
class LoadTestsIT {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void latencyMeasuresAFleetWhoseEveryEventCountsAndEveryDecisionIsThatOfAReplay()
      throws Exception {
    // Given
    Path html = folder.resolve("latency.html");

    // When
    int exit =
        run(
            "latency",
            "--trials=30",
            "--rate=300",
            "--seconds=3",
            "--trial-seconds=3",
            "--html=" + html);

    // Then
    assertThat(exit).as(said()).isZero();
    JsonNode document = document();
    assertThat(document.path("failures")).isEmpty();
    assertThat(document.path("machine").path("cores").asInt()).isPositive();
    assertThat(texts(document.path("rows"), "measured"))
        .containsExactly(
            "metric due to stop received",
            "suggestion made to trial started",
            "trial ended to next trial started",
            "metric due to metric handed to the producer");
    for (JsonNode row : document.path("rows")) {
      assertThat(row.path("count").asLong()).as(row.toString()).isPositive();
      assertThat(row.path("p50_ms").asDouble()).isPositive();
      assertThat(row.path("p99_ms").asDouble())
          .isBetween(row.path("p50_ms").asDouble(), row.path("max_ms").asDouble());
      assertThat(row.path("events_per_second").asDouble()).isBetween(250.0, 400.0);
    }
    assertThat(Files.readString(html))
        .contains("Latency by percentile", "milliseconds")
        .doesNotContainPattern("(?i)(src|href|url)\\s*[=(]\\s*[\"']?\\s*(https?:)?//");
  }

  @Test
  void throughputHoldsTheCoordinatorAgainstTheNullTopology() throws Exception {
    // When
    int exit = execute("throughput", "--rows=hot-100", "--events=700000", "--repeats=1");

    // Then
    assertThat(exit).as(said()).isZero();
    JsonNode row = document().path("rows").path(0);
    double ratio = row.path("ratio").asDouble();
    assertThat(ratio)
        .isPositive()
        .isEqualTo(
            row.path("evaluator_events_per_second").asDouble()
                / row.path("null_events_per_second").asDouble());
    assertThat(row.path("decisions").asLong()).isPositive();
    assertThat(row.path("changelog_bytes_per_event").asDouble()).isBetween(5.0, 30.0);
  }

  @Test
  void samplingComparesSamplersOnFunctionsAndRecordedTraining() throws Exception {
    // Given
    Path html = folder.resolve("sampling.html");
    Path curves = Files.createDirectories(folder.resolve("curves"));
    StringBuilder lines = new StringBuilder();
    for (int n = 1; n <= 40; n++) {
      lines.append(
          "{\"hp\": {\"lr\": %s, \"beta1\": 0.%d}, \"valid_loss\": [1, %s]}%n"
              .formatted(n * 1e-4, 10 + n, n == 7 ? "\"NaN\"" : Math.abs(n - 25) * 0.01));
    }
    Files.writeString(curves.resolve("small.ndjson"), lines);

    // When
    int exit =
        execute(
            "sampling",
            "--functions=branin,mixed",
            "--curves=" + curves,
            "--samplers=random,sobol,tpe",
            "--seeds=3",
            "--evaluations=30",
            "--at-once=1,4",
            "--observations=20",
            "--suggestions=3",
            "--flow=500",
            "--html=" + html);

    // Then
    assertThat(exit).as(said()).isZero();
    List<JsonNode> rows = new ArrayList<>();
    document().path("rows").forEach(rows::add);
    List<JsonNode> searches =
        rows.stream().filter(row -> row.path("kind").asText().equals("regret")).toList();
    assertThat(searches).hasSize(3 * 3 * 2);
    for (JsonNode row : searches) {
      assertThat(row.path("medians")).hasSize(30);
      for (int n = 1; n < 30; n++) {
        assertThat(row.path("medians").path(n).asDouble())
            .isBetween(0.0, row.path("medians").path(n - 1).asDouble());
      }
      assertThat(row.path("regret_30").asDouble())
          .isBetween(row.path("regret_lower").asDouble(), row.path("regret_upper").asDouble());
      assertThat(row.has("suggest_p95_ms")).isEqualTo(row.path("sampler").asText().equals("tpe"));
    }
    // Of 40 configurations 30 were tried, none twice.
    assertThat(searches)
        .filteredOn(row -> row.path("measured").asText().equals("small"))
        .allSatisfy(row -> assertThat(row.path("regret_30").asDouble()).isLessThan(0.02));
    assertThat(rows)
        .filteredOn(row -> row.path("kind").asText().equals("suggestions"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.path("suggestions_per_second").asDouble()).isPositive());
    assertThat(rows)
        .filteredOn(row -> row.path("kind").asText().equals("suggestion-time"))
        .hasSize(1);
    assertThat(Files.readString(html))
        .contains("branin, one at a time", "mixed, 4 at once", "simple regret");
  }

  @Test
  void queriesSayWhichRateWasNotReached() throws Exception {
    // When: trials that end at once leave their slots empty for the most part of the time
    int exit =
        run(
            "queries",
            "--trials=4",
            "--rate=4000",
            "--trial-seconds=0.001",
            "--queries=1000000",
            "--seconds=0.5");

    // Then
    assertThat(exit).as(said()).isEqualTo(1);
    assertThat(texts(document().path("failures"), ""))
        .hasSize(4)
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("best trial: the rate of 1,000,000 queries/s was not reached"))
        .anySatisfy(
            text -> assertThat(text).startsWith("the rate of 4,000 events/s was not reached: "));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("FAILED: the rate of 4,000");
    assertThat(texts(document().path("rows"), "measured"))
        .containsExactly(
            "best trial", "100 best trials", "one trial", "metric due to stop received");
    assertThat(document().path("rows").path(0).path("queries_per_second").asDouble())
        .isGreaterThan(10);
    assertThat(document().path("rows").path(0).path("p99_ms").asDouble()).isPositive();
  }

  @Test
  void soakLosesNothingOfExperimentsThatComeAndGo() throws Exception {
    // When
    run(
        "soak",
        "--minutes=0.1",
        "--trials=20",
        "--rate=200",
        "--trial-seconds=1",
        "--experiments=3",
        "--experiment-seconds=2");

    // Then
    JsonNode document = document();
    assertThat(texts(document.path("failures"), ""))
        .as("a few seconds do not show whether anything is level, nor fill every slot")
        .allSatisfy(text -> assertThat(text).containsAnyOf("does not stay level", "the rate of"));
    assertThat(document.path("rows").path(0).path("experiments_ended").asInt()).isPositive();
    assertThat(texts(document.path("rows"), "measured"))
        .contains("heap behind a collection, MB", "threads", "open files");
    for (JsonNode row : document.path("rows")) {
      assertThat(row.path("mean").asDouble()).as(row.toString()).isPositive();
      assertThat(row.path("level").asText()).isIn("yes", "no");
    }
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--server-jvm=-Xmx256m");
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json=" + folder.resolve("figures.json"));
    return LoadTests.execute(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        all.toArray(String[]::new));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode document() throws IOException {
    return Json.mapper().readTree(folder.resolve("figures.json").toFile());
  }

  /** A field of each element, or the elements where there is no name. */
  private static List<String> texts(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add((field.isEmpty() ? element : element.path(field)).asText()));
    return texts;
  }
}
