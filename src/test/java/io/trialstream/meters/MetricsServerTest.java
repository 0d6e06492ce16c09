package io.trialstream.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private final Meters meters = new Meters().withProcess("1.2.3");
  private volatile boolean live = true;
  private volatile boolean ready;
  private MetricsServer server;

  @BeforeEach
  void listen() throws IOException {
    server =
        MetricsServer.listen(
            "127.0.0.1",
            0,
            meters,
            new MetricsServer.Health() {
              @Override
              public boolean live() {
                return live;
              }

              @Override
              public boolean ready() {
                return ready;
              }
            });
  }

  @AfterEach
  void close() {
    server.close();
    meters.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void metricsAreRead() throws Exception {
    // When
    HttpResponse<String> answer = send("GET", "/metrics");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .contains("trialstream_build{version=\"1.2.3\"} 1.0\n")
        .contains("jvm_memory_used_bytes{area=\"heap\"");
  }

  @Test
  void healthIsWhatTheProcessSays() throws Exception {
    // Given a process that starts

    // When / Then
    assertThat(send("GET", "/api/v1/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(send("GET", "/api/v1/health/ready").statusCode()).isEqualTo(503);

    // Given one that works
    ready = true;
    assertThat(send("GET", "/api/v1/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");

    // Given one that does not any more
    live = false;
    assertThat(send("GET", "/api/v1/health/live").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/api/v1/health/live").body()).isEqualTo("{\"status\":\"failed\"}");
  }

  @Test
  void nothingElseIsThereAndNothingCanBeChanged() throws Exception {
    // When / Then
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/").body()).contains("/metrics");
    assertThat(send("GET", "/metrics/../x").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(send("POST", "/metrics").headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsASentence() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0)) {
      MetricsServer.Health health =
          new MetricsServer.Health() {
            @Override
            public boolean live() {
              return true;
            }

            @Override
            public boolean ready() {
              return true;
            }
          };

      // When / Then
      assertThatThrownBy(
              () -> MetricsServer.listen("0.0.0.0", taken.getLocalPort(), meters, health))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Metrics cannot be served on 0.0.0.0:" + taken.getLocalPort())
          .hasMessageContaining("--metrics-port");
    }
  }
}
