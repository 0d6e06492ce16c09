package io.trialstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.settings.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to one server and their answers: what is asked again, for how long, and the sentence for
 * each failure.
 *
 * @param patience how long a server that does not answer is tried
 */
record HttpExchange(HttpClient http, URI server, Duration patience) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than the server takes over any answer but a stream. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** How long a server is asked again that answers 503. */
  private static final Duration BUSY_PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  static HttpExchange with(URI server) {
    String scheme = server.getScheme() == null ? "" : server.getScheme();
    if (server.getHost() == null || !scheme.matches("https?")) {
      throw new IllegalArgumentException(
          "'%s' is no server address: expected one such as http://localhost:8080"
              .formatted(server));
    }
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    return new HttpExchange(http, server, Duration.ZERO);
  }

  HttpExchange withPatience(Duration longer) {
    return new HttpExchange(http, server, longer);
  }

  HttpRequest.Builder request(String path) {
    String base = server.toString().replaceFirst("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).timeout(ANSWER_TIMEOUT);
  }

  /**
   * The body of a successful answer.
   *
   * @param repeatable whether the request may be sent again where it is not known if it arrived
   */
  String text(HttpRequest request, boolean repeatable) throws ApiException {
    HttpResponse<byte[]> answer = send(request, BodyHandlers.ofByteArray(), repeatable);
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.statusCode() / 100 != 2) {
      throw failure(answer.statusCode(), body);
    }
    return body;
  }

  /** Whether one attempt at the request succeeds. */
  boolean succeeds(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The answer, whatever its status; one that says 503 only after it was asked for a while. */
  <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler, boolean repeatable)
      throws ApiException {
    long start = System.nanoTime();
    while (true) {
      try {
        HttpResponse<T> answer = http.send(request, handler);
        if (answer.statusCode() != 503 || over(start, longer(patience, BUSY_PATIENCE))) {
          return answer;
        }
        pause(retryAfter(answer));
      } catch (ConnectException | HttpConnectTimeoutException e) {
        giveUpAfterPatience(start, e);
      } catch (IOException e) {
        if (!repeatable) {
          throw broken(e);
        }
        giveUpAfterPatience(start, e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Pauses, or throws where the server was tried long enough. */
  void giveUpAfterPatience(long start, IOException cause) throws ApiException {
    if (over(start, patience)) {
      throw cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
          ? unreachable(cause)
          : broken(cause);
    }
    pause(PAUSE);
  }

  /** The failure that a problem document, or whatever else came with that status, tells of. */
  ApiException failure(int status, String body) {
    JsonNode document;
    try {
      document = Json.mapper().readTree(body);
    } catch (JsonProcessingException e) {
      document = Json.mapper().missingNode();
    }
    if (!document.path("detail").isTextual()) {
      return new ApiException(
          status,
          ProblemJson.NO_TYPE,
          "%s answered HTTP %d without saying why; is it a Trialstream server?"
              .formatted(server, status),
          List.of());
    }
    List<Problem> problems = new ArrayList<>();
    for (JsonNode problem : document.path("problems")) {
      problems.add(
          new Problem(
              problem.path("line").asInt(),
              problem.path("key").asText(),
              problem.path("sentence").asText()));
    }
    return new ApiException(
        status,
        document.path("type").asText(ProblemJson.NO_TYPE),
        document.path("detail").asText(),
        problems);
  }

  /** The answer is none that a Trialstream server gives. */
  ApiException foreign(JsonProcessingException cause) {
    return new ApiException(
        "%s does not answer as a Trialstream server does; check the address".formatted(server),
        cause);
  }

  private ApiException unreachable(IOException cause) {
    return new ApiException(
        "No server answers at %s; start one with bin/trialstream server".formatted(server), cause);
  }

  private ApiException broken(IOException cause) {
    String what =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ApiException(
        "The connection to the server at %s broke: %s; try again".formatted(server, what), cause);
  }

  private static ApiException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new ApiException("Interrupted while waiting for the server", cause);
  }

  private static Duration retryAfter(HttpResponse<?> answer) {
    Duration asked = Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1));
    return asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static boolean over(long start, Duration limit) {
    return System.nanoTime() - start >= limit.toNanos();
  }

  private static void pause(Duration time) throws ApiException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}
