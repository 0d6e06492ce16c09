package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestMetersTest {
  private final ApiFixture api = new ApiFixture().serve();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void requestsAreCountedByRouteAndStatusAndNeverByPath() throws Exception {
    // Given
    api.own("x", PlayedView.ofThree());

    // When
    api.get("/api/v1/experiments/x");
    api.get("/api/v1/experiments/x/trials/x_1");
    api.get("/api/v1/experiments/x/trials/x_9");
    api.get("/secret/path");
    api.send("BREW", "/api/v1/experiments", "x".getBytes(StandardCharsets.UTF_8));

    // Then
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              List<String> counted =
                  api.get("/metrics")
                      .body()
                      .lines()
                      .filter(line -> line.startsWith("trialstream_http_requests_seconds_count"))
                      .toList();
              assertThat(counted)
                  .contains(
                      count("GET", "/api/v1/experiments/{id}", 200),
                      count("GET", "/api/v1/experiments/{id}/trials/{trial}", 200),
                      count("GET", "/api/v1/experiments/{id}/trials/{trial}", 404),
                      count("GET", "none", 404))
                  .anyMatch(line -> line.contains("method=\"other\""))
                  .noneMatch(line -> line.matches(".*(x_\\d|/x\\b|secret|BREW).*"));
            });
  }

  private static String count(String method, String route, int status) {
    return "trialstream_http_requests_seconds_count{method=\"%s\",route=\"%s\",status=\"%d\"} 1"
        .formatted(method, route, status);
  }
}
