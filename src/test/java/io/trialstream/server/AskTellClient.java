package io.trialstream.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.topics.TrialIds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/** A worker's side of ask and tell. */
final class AskTellClient {
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  AskTellClient(int port) {
    this.port = port;
  }

  record Answer(int status, JsonNode body) {}

  Answer suggest(String experiment, int count, String worker, String key) throws Exception {
    return post(experiment, "/trials:suggest", Map.of("count", count, "worker", worker), key);
  }

  /** The same, again where the experiment moves. */
  Answer suggestOnceThere(String experiment, int count, String worker, String key)
      throws Exception {
    return onceThere(() -> suggest(experiment, count, worker, key));
  }

  /** Sends a request again for as long as it is answered by 503. */
  Answer onceThere(Callable<Answer> request) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = request.call();
    while (answer.status() == 503 && System.nanoTime() < until) {
      Thread.sleep(100);
      answer = request.call();
    }
    return answer;
  }

  /** Reports without a number, in the first attempt. */
  Answer report(String trial, double value) throws Exception {
    return tell(trial, "report", Map.of("attempt", 1, "metric", "accuracy", "value", value));
  }

  /** Reports with a number, in the first attempt. */
  Answer report(String trial, long seq, double value) throws Exception {
    return tell(
        trial, "report", Map.of("attempt", 1, "metric", "accuracy", "value", value, "seq", seq));
  }

  /** The same, again where the owner takes longer than the answer waits. */
  Answer reportUntilPassed(String trial, long seq, double value) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = report(trial, seq, value);
    while (answer.body().path("interval").isNull() && System.nanoTime() < until) {
      answer = report(trial, seq, value);
    }
    return answer;
  }

  Answer complete(String trial, int attempt, String state) throws Exception {
    return tell(trial, "complete", Map.of("attempt", attempt, "state", state));
  }

  Answer heartbeat(String trial, int attempt) throws Exception {
    return tell(trial, "heartbeat", Map.of("attempt", attempt));
  }

  private Answer tell(String trial, String what, Map<String, Object> body) throws Exception {
    String experiment = TrialIds.parse(trial).orElseThrow().experiment();
    return post(experiment, "/trials/" + trial + ":" + what, body);
  }

  Answer post(String experiment, String path, Map<String, Object> body) throws Exception {
    return post(experiment, path, body, "");
  }

  private Answer post(String experiment, String path, Map<String, Object> body, String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/api/v1/experiments/" + experiment + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body)));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), Json.mapper().readTree(answer.body()));
  }
}
