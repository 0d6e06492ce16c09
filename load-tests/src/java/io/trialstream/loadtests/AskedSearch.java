package io.trialstream.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An experiment with a model-based sampler whose only worker asks over HTTP and has a value at
 * once: the sampler is always at work.
 */
final class AskedSearch implements AutoCloseable {
  private static final int DIMENSIONS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Load load;
  private final URI experiment;
  private final Latencies next = new Latencies("trial told to be complete to next suggestion");
  private final Thread worker;
  private volatile boolean ended;
  private volatile @Nullable Exception failure;
  private volatile int trials;

  /** Submits the experiment and begins to ask. */
  AskedSearch(Load load, String sampling) throws Exception {
    this.load = load;
    String space =
        IntStream.range(0, DIMENSIONS)
            .mapToObj(d -> "x%d: {type: uniform, min_value: -1, max_value: 2}".formatted(d))
            .collect(Collectors.joining(", ", "{", "}"));
    String file =
        """
        type: sweep
        search_space: %s
        sampling_algorithm: %s
        objective: {goal: minimize, primary_metric: value}
        limits: {max_total_trials: 1000000, max_concurrent_trials: 1}
        trialstream: {extended: true}
        """
            .formatted(space, sampling);
    String id = load.submit(file);
    this.experiment = load.server().address().resolve("/api/v1/experiments/" + id + "/");
    this.worker = new Thread(this::work, "asked-search");
    worker.setDaemon(true);
    worker.start();
  }

  private void work() {
    try {
      long told = 0;
      while (!ended) {
        JsonNode suggested = post("trials:suggest", "{\"count\": 1}").path("trials");
        long now = System.nanoTime();
        if (suggested.isEmpty()) {
          continue;
        }
        if (told > 0) {
          next.record(told, now);
        }
        JsonNode trial = suggested.get(0);
        String path = "trials/" + trial.path("trial").asText();
        post(
            path + ":report",
            "{\"attempt\": 1, \"metric\": \"value\", \"value\": %s}"
                .formatted(value(trial.path("params"))));
        load.reported();
        told = System.nanoTime();
        post(path + ":complete", "{\"attempt\": 1, \"state\": \"COMPLETED\"}");
        trials++;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  private static double value(JsonNode params) {
    double sum = 0;
    for (JsonNode x : params) {
      double far = x.asDouble() - 0.3;
      sum += far * far + 0.1 * Math.sin(9 * far);
    }
    return sum;
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(experiment + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          path + " was answered by " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** From a trial's end to the next trial. */
  Latencies next() {
    return next;
  }

  /** Trials that have come to an end. */
  int trials() {
    return trials;
  }

  /** Fails where the worker has failed. */
  void requireHealthy() {
    Exception failed = failure;
    if (failed != null) {
      throw new LoadTestException("The search beside failed: " + failed.getMessage());
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    worker.join();
  }
}
