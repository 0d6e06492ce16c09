package io.trialstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a server and a worker show after an experiment, and what is built on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {
  private static final Path DASHBOARD = Path.of("monitoring/grafana/dashboards/trialstream.json");
  private static final Path ALERTS = Path.of("monitoring/alerts.yml");
  private static final Path DOCUMENTATION = Path.of("docs/monitoring.md");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:trialstream|kafka|jvm|process|system)_[a-z0-9_]+");
  private static final Pattern SERIES = Pattern.compile("([a-z0-9_]+)(?:\\{([^}]*)})? .*");

  private static final String EXPERIMENT =
      """
      type: sweep
      name: monitored
      trial: {command: 'sh -c "for i in 1 2 3 4; do echo acc=${{search_space.x}}; done"'}
      search_space: {x: {type: choice, values: [4, 3, 2, 1, 5]}}
      sampling_algorithm: grid
      objective: {goal: maximize, primary_metric: acc}
      early_termination: {type: threshold, lower: 3, delay_evaluation: 2}
      limits: {max_concurrent_trials: 1}
      """;

  @TempDir static Path folder;

  private TuningSystem system;
  private String metrics = "";

  @BeforeAll
  void runAnExperiment() throws Exception {
    system = TuningSystem.start(folder, Map.of(), 1, "sh");
    system.awaitEnd(system.submit(EXPERIMENT), Duration.ofSeconds(60));
    // Garbage collections, and what Kafka's clients know of partitions, come a little later.
    System.gc();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              metrics = read("").body();
              assertThat(metrics)
                  .contains("trialstream_metric_events_total{result=\"counted\"} 30.0")
                  .contains("kafka_consumer_fetch_manager_records_lag{")
                  .contains("route=\"/metrics\"")
                  .contains("jvm_gc_pause_seconds_sum");
            });
  }

  @AfterAll
  void close() {
    system.close();
  }

  private HttpResponse<String> read(String accept) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(system.address().resolve("/metrics"));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private double value(String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }

  @Test
  void whatHappenedIsCounted() {
    // Given the experiment that ran: 5 trials, of which the two below the threshold were stopped.

    // When / Then
    assertThat(value("trialstream_experiments_submitted_total")).isEqualTo(1);
    assertThat(value("trialstream_experiments_ended_total{state=\"completed\"}")).isEqualTo(1);
    assertThat(value("trialstream_experiments{state=\"running\"}")).isZero();
    assertThat(value("trialstream_suggestions_total{to=\"agents\"}")).isEqualTo(5);
    assertThat(value("trialstream_trials_ended_total{state=\"completed\"}")).isEqualTo(3);
    assertThat(value("trialstream_trials_ended_total{state=\"stopped\"}")).isEqualTo(2);
    assertThat(value("trialstream_decisions_total{policy=\"threshold\"}")).isEqualTo(2);
    assertThat(value("trialstream_decision_delay_seconds_count")).isEqualTo(2);
    assertThat(value("trialstream_intervals_total{policy=\"threshold\"}")).isEqualTo(20);
    assertThat(value("trialstream_metric_events_total{result=\"counted\"}")).isEqualTo(30);
    assertThat(value("trialstream_worker_starts_total{pool=\"default\"}")).isEqualTo(5);
    assertThat(value("trialstream_worker_journal_records_total{pool=\"default\"}")).isEqualTo(30);
    assertThat(value("trialstream_worker_journal_acknowledged_records_total{pool=\"default\"}"))
        .isEqualTo(30);
    assertThat(value("trialstream_worker_journal_backlog_bytes{pool=\"default\"}")).isZero();
  }

  @Test
  void dashboardAndAlertsAskForNothingThatIsNotThere() throws IOException {
    // Given
    Set<String> shown = new HashSet<>();
    metrics
        .lines()
        .map(SERIES::matcher)
        .filter(Matcher::matches)
        .forEach(m -> shown.add(m.group(1)));

    // When
    Set<String> asked = new TreeSet<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      panel.path("targets").forEach(target -> asked.addAll(names(target.path("expr").asText())));
    }
    assertThat(asked).hasSizeGreaterThan(40);
    Files.readString(ALERTS)
        .lines()
        .filter(line -> !line.contains("alert:"))
        .forEach(line -> asked.addAll(names(line)));

    // Then
    assertThat(shown).containsAll(asked);
  }

  private static List<String> names(String expression) {
    return NAME.matcher(expression).results().map(result -> result.group()).toList();
  }

  @Test
  void everyPanelHasItsPlaceAnAxisAndLegends() throws IOException {
    // Given
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());

    // When
    Set<Integer> ids = new HashSet<>();
    Set<String> squares = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      JsonNode place = panel.path("gridPos");

      // Then
      assertThat(ids.add(panel.path("id").intValue())).as(panel.path("title").asText()).isTrue();
      assertThat(place.path("x").intValue() + place.path("w").intValue()).isLessThanOrEqualTo(24);
      for (int x = 0; x < place.path("w").intValue(); x++) {
        for (int y = 0; y < place.path("h").intValue(); y++) {
          String square = (place.path("x").intValue() + x) + "," + (place.path("y").intValue() + y);
          assertThat(squares.add(square)).as(panel.path("title").asText()).isTrue();
        }
      }
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotEmpty();
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        assertThat(panel.path("targets")).isNotEmpty();
        panel
            .path("targets")
            .forEach(target -> assertThat(target.path("legendFormat").asText()).isNotEmpty());
      }
    }
    assertThat(dashboard.path("schemaVersion").intValue()).isPositive();
  }

  @Test
  void documentationHasEveryMetricWithItsTypeAndMeaning() throws IOException {
    // Given
    Map<String, String> types = new TreeMap<>();
    Map<String, String> meanings = new TreeMap<>();
    metrics
        .lines()
        .filter(line -> line.startsWith("# ") && line.contains(" trialstream_"))
        .map(line -> line.split(" ", 4))
        .forEach(words -> (words[1].equals("TYPE") ? types : meanings).put(words[2], words[3]));

    // When
    Map<String, String> documented = new TreeMap<>();
    Pattern row = Pattern.compile("\\| `(trialstream_\\w+)` \\| (\\w+) \\|[^|]*\\| (.*) \\|");
    for (String line : Files.readAllLines(DOCUMENTATION)) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2) + ": " + matcher.group(3));
      }
    }

    // Then
    Map<String, String> actual = new TreeMap<>();
    types.forEach((name, type) -> actual.put(name, type + ": " + meanings.get(name)));
    assertThat(documented).containsExactlyEntriesOf(actual);
  }

  @Test
  void noSeriesNamesAnExperimentOrATrialAndThereAreFew() {
    // When
    List<String> series = metrics.lines().filter(line -> !line.startsWith("#")).toList();

    // Then
    assertThat(series).noneMatch(line -> line.contains("monitored"));
    assertThat(series).hasSizeLessThan(1_000);
  }

  @Test
  void readersGetTheFormThatTheyPrefer() throws Exception {
    // When
    HttpResponse<String> open =
        read("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5");
    HttpResponse<String> text = read("text/plain, application/openmetrics-text;q=0.1");

    // Then
    assertThat(open.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(open.body()).endsWith("# EOF\n");
    assertThat(text.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(text.body()).doesNotContain("# EOF");
  }

  @Test
  void theRulesDoWhatTheirTestsSay() throws Exception {
    // Given
    String sentence = "There is no promtool on the PATH: the alerts' own tests are SKIPPED.";
    if (!promtool()) {
      System.err.println(sentence);
    }
    assumeThat(promtool()).as(sentence).isTrue();
    Process process =
        new ProcessBuilder("promtool", "test", "rules", "monitoring/alerts-test.yml")
            .redirectErrorStream(true)
            .start();

    // When
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    // Then
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static boolean promtool() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "promtool")));
  }
}
