package io.trialstream.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trialstream.settings.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrialstreamClientTest {
  private static final String TRIAL =
      "{\"trial\":\"x_1\",\"state\":\"RUNNING\",\"params\":{},\"score\":0.5,\"interval\":1,"
          + "\"intervals\":1,\"attempts\":1,\"reason\":null}";
  private static final String EVENT =
      "{\"trial\":\"x_0\",\"attempt\":1,\"interval\":%d,\"metric\":\"m\",\"value\":0.5}\n";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private HttpServer server = create(0);
  private TrialstreamClient client = clientOf(server);

  private static HttpServer create(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrialstreamClient clientOf(HttpServer server) {
    return new TrialstreamClient(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aSubmissionCarriesItsFolderAndItsKey() throws Exception {
    // Given
    answers(201, "{\"experiment\":\"x\",\"warnings\":[\"line 2: hm\"]}");

    // When
    Submitted submitted =
        client.submit("type: sweep", Optional.of(Path.of("/a b/c")), Optional.of("k1"));

    // Then
    assertThat(submitted).isEqualTo(new Submitted("x", List.of("line 2: hm")));
    assertThat(requests)
        .containsExactly("POST /api/v1/experiments?base_directory=%2Fa%20b%2Fc type: sweep");
    assertThat(keys).containsExactly("k1");
  }

  @Test
  void aSubmissionWithoutAKeyKeepsItsOwnOverAllItsTries() throws Exception {
    // Given
    answers(503, "", 201, "{\"experiment\":\"x\",\"warnings\":[]}");

    // When
    client.submit("type: sweep", Optional.empty(), Optional.empty());

    // Then
    assertThat(keys).hasSize(2);
    assertThat(keys.get(1)).isEqualTo(keys.get(0)).isNotEmpty();
  }

  @Test
  void refusalsCarryTheSentenceAndTheProblems() {
    // Given
    answers(
        400,
        "{\"type\":\"about:blank\",\"status\":400,\"detail\":\"It is bad.\","
            + "\"problems\":[{\"line\":3,\"key\":\"limits\",\"sentence\":\"is odd\"}]}");

    // When
    ApiException refused =
        catchThrowableOfType(
            ApiException.class, () -> client.submit("x", Optional.empty(), Optional.empty()));

    // Then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused).hasMessage("It is bad.");
    assertThat(refused.problems()).containsExactly(new Problem(3, "limits", "is odd"));
  }

  @Test
  void noScoreIsNoFailureButAnUnknownExperimentIs() throws Exception {
    // Given
    answers(
        404,
        "{\"type\":\"" + ProblemJson.NO_SCORE + "\",\"detail\":\"None yet.\"}",
        404,
        "{\"type\":\"about:blank\",\"detail\":\"No such experiment.\"}");

    // When
    Optional<TrialJson> best = client.best("x", true, false);

    // Then
    assertThat(best).isEmpty();
    assertThat(requests.get(0)).contains("?include_failed=true&include_canceled=false");
    assertThatThrownBy(() -> client.best("y", true, true)).hasMessage("No such experiment.");
  }

  @Test
  void whereNobodyListensTheSentenceNamesTheAddressAndTheCommand() {
    // Given
    server.stop(0);

    // When
    ApiException failure = catchThrowableOfType(ApiException.class, () -> client.experiment("x"));

    // Then
    assertThat(failure.status()).isEqualTo(ApiException.NO_ANSWER);
    assertThat(failure)
        .hasMessageContaining(client.server().toString())
        .hasMessageContaining("bin/trialstream server");
    assertThat(client.ready()).isFalse();
  }

  @Test
  void aPatientClientOutlivesARestart() throws Exception {
    // Given
    int port = server.getAddress().getPort();
    server.stop(0);
    CompletableFuture<List<TrialJson>> trials =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.withPatience(Duration.ofSeconds(30)).trials("x", OptionalInt.of(3));
              } catch (ApiException e) {
                throw new IllegalStateException(e);
              }
            });

    // When
    server = create(port);
    answers(200, "{\"experiment\":\"x\",\"trials\":[" + TRIAL + "]}");
    server.start();

    // Then
    assertThat(trials.get(20, TimeUnit.SECONDS)).hasSize(1);
    assertThat(requests).containsExactly("GET /api/v1/experiments/x/trials?top=3 ");
  }

  @Test
  void aStreamThatBreaksGoesOnBehindTheLastEvent() throws Exception {
    // Given
    server.createContext(
        "/",
        exchange -> {
          boolean first = requests.isEmpty();
          note(exchange);
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          body.write((EVENT.formatted(1) + EVENT.formatted(2)).getBytes(StandardCharsets.UTF_8));
          if (first) {
            body.flush();
            throw new IOException("the server dies here");
          }
          body.write(EVENT.formatted(3).getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    List<EventJson> events = new ArrayList<>();

    // When
    client.withPatience(Duration.ofSeconds(30)).events("x", Optional.of("x_0"), events::add);

    // Then
    assertThat(requests).hasSize(2);
    assertThat(events)
        .extracting(event -> ((EventJson.Report) event).interval().orElseThrow())
        .containsExactly(1, 2, 3);
  }

  @Test
  void aStreamThatBreaksIsNeverTakenForTheWhole() {
    // Given
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(EVENT.formatted(1).getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          throw new IOException("the server dies here");
        });

    // When
    ApiException failure =
        catchThrowableOfType(
            ApiException.class, () -> client.events("x", Optional.empty(), event -> {}));

    // Then
    assertThat(failure.status()).isEqualTo(ApiException.NO_ANSWER);
    assertThat(failure).hasMessageContaining("broke");
  }

  @Test
  void anotherKindOfServerIsToldApart() {
    // Given
    answers(200, "<html>hello</html>", 500, "<html>oh</html>");

    // When
    ApiException notJson = catchThrowableOfType(ApiException.class, () -> client.experiment("x"));
    ApiException failed = catchThrowableOfType(ApiException.class, () -> client.experiment("x"));

    // Then
    assertThat(notJson).hasMessageContaining("not answer as a Trialstream server");
    assertThat(failed).hasMessageContaining("HTTP 500");
  }

  @Test
  void idsAreEncodedAndReasonsSent() throws Exception {
    // Given
    answers(202, "{}", 202, "{}");

    // When
    client.stop("a/b", "a/b_1", "why \"not\"");
    client.cancel("a b", "");

    // Then
    assertThat(requests)
        .containsExactly(
            "POST /api/v1/experiments/a%2Fb/trials/a%2Fb_1:stop {\"reason\":\"why \\\"not\\\"\"}",
            "POST /api/v1/experiments/a%20b:cancel {\"reason\":\"\"}");
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithAnExample() {
    // When
    Throwable thrown =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () -> new TrialstreamClient(URI.create("localhost:8080")));

    // Then
    assertThat(thrown).hasMessageContaining("http://localhost:8080");
  }

  /** Answers one request after the other with a status and a body each. */
  private void answers(Object... statusesAndBodies) {
    server.createContext(
        "/",
        exchange -> {
          int number = requests.size();
          note(exchange);
          byte[] body =
              ((String) statusesAndBodies[2 * number + 1]).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              (Integer) statusesAndBodies[2 * number], body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void note(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key != null) {
      keys.add(key);
    }
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
  }
}
