package io.trialstream.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.testing.DecisionLog.Shown;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks one instance for the trials of every experiment, in turn, for as long as it is open. */
final class InstanceQueries implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long PAUSE_MS = 30;

  private final String instance;
  private final int port;
  private final Collection<String> experiments;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread thread;
  private final Map<String, Set<Shown>> shown = new ConcurrentHashMap<>();
  private final Map<String, Long> awaySince = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private long answers;
  private long refusals;
  private long longestAnswerMs;
  private long longestOutageMs;
  private volatile boolean closed;

  /**
   * What was answered.
   *
   * @param answers the queries answered in full
   * @param refusals those answered with 503 and a sentence
   * @param failures anything else
   * @param longestAnswerMs the longest time that a query took, whatever its answer
   * @param longestOutageMs the longest time without an answer for one experiment
   */
  record Report(
      String instance,
      long answers,
      long refusals,
      List<String> failures,
      long longestAnswerMs,
      long longestOutageMs) {}

  private InstanceQueries(String instance, int port, Collection<String> experiments) {
    this.instance = instance;
    this.port = port;
    this.experiments = experiments;
    this.thread = new Thread(this::run, "queries-" + instance);
  }

  /**
   * Starts to ask.
   *
   * @param experiments may grow
   */
  static InstanceQueries start(String instance, int port, Collection<String> experiments) {
    InstanceQueries queries = new InstanceQueries(instance, port, experiments);
    queries.thread.start();
    return queries;
  }

  private void run() {
    while (!closed) {
      for (String experiment : experiments) {
        try {
          ask(experiment);
          Thread.sleep(PAUSE_MS);
        } catch (IOException | InterruptedException e) {
          if (!closed) {
            failures.add(experiment + ": " + e);
          }
        }
      }
    }
  }

  private void ask(String experiment) throws IOException, InterruptedException {
    URI address =
        URI.create("http://127.0.0.1:%d/api/v1/experiments/%s/trials".formatted(port, experiment));
    long asked = System.nanoTime();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofString());
    long now = System.nanoTime();
    longestAnswerMs = Math.max(longestAnswerMs, (now - asked) / 1_000_000);
    if (answer.statusCode() == 200) {
      answers++;
      keep(experiment, Json.mapper().readTree(answer.body()));
      Long since = awaySince.remove(experiment);
      if (since != null) {
        longestOutageMs = Math.max(longestOutageMs, (now - since) / 1_000_000);
      }
      return;
    }
    awaySince.putIfAbsent(experiment, asked);
    if (answer.statusCode() == 503
        && answer.headers().firstValue("Retry-After").isPresent()
        && answer.body().contains("detail")) {
      refusals++;
    } else {
      failures.add("%s: %d %s".formatted(experiment, answer.statusCode(), answer.body()));
    }
  }

  private void keep(String experiment, JsonNode answer) {
    if (!answer.path("experiment").asText().equals(experiment)) {
      failures.add("%s: another experiment was answered: %s".formatted(experiment, answer));
    }
    for (JsonNode trial : answer.path("trials")) {
      if (trial.path("intervals").asInt() > 0) {
        shown
            .computeIfAbsent(experiment, id -> new LinkedHashSet<>())
            .add(
                new Shown(
                    trial.path("trial").asText(),
                    trial.path("intervals").asInt(),
                    trial.path("score").isNumber() ? trial.path("score").asDouble() : null));
      }
    }
  }

  /** What was shown of the experiment's trials; to be asked after the close. */
  Set<Shown> shown(String experiment) {
    return shown.getOrDefault(experiment, Set.of());
  }

  /** To be asked after the close. */
  Report report() {
    return new Report(
        instance, answers, refusals, List.copyOf(failures), longestAnswerMs, longestOutageMs);
  }

  /** Asks no more; returns when the last answer is there. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
  }
}
