package io.trialstream.server;

import static io.trialstream.server.ProblemAssertions.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.api.Experiments;
import io.trialstream.coordinator.Placement;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances of which the second owns experiment {@code x}. */
class OwnersTest {
  private static final String X = "/api/v1/experiments/x";

  private final ApiFixture asked = new ApiFixture().serve();
  private final ApiFixture owner = new ApiFixture().serve();

  @AfterEach
  void close() {
    asked.close();
    owner.close();
  }

  @Test
  void theOwnersAnswerComesThroughStatusAndAll() throws Exception {
    // Given
    place(owner.port());
    owner.own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> trials = asked.get(X + "/trials?top=2");
    HttpResponse<String> unknown = asked.get(X + "/trials/x_9");
    HttpResponse<String> bad = asked.get(X + "/trials?top=two");

    // Then
    assertThat(trials.statusCode()).isEqualTo(200);
    assertThat(trials.body()).isEqualTo(owner.get(X + "/trials?top=2").body());
    problem(unknown, 404);
    problem(bad, 400);
  }

  @Test
  void stoppingATrialReachesTheOwnerWithItsReasonAndUser() throws Exception {
    // Given
    place(owner.port());
    owner.own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> answer =
        asked.post(
            X + "/trials/x_2:stop",
            "{\"reason\":\"why\"}",
            "Content-Type",
            "application/json",
            "X-Trialstream-User",
            "ada");

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(asked.written).isEmpty();
    assertThat(owner.written.get(0).getReason()).isEqualTo("why");
    assertThat(owner.written.get(0).getRequestedBy()).isEqualTo("ada");
  }

  @Test
  void instancesThatPointAtEachOtherDoNotGoRoundInCircles() throws Exception {
    // Given
    place(owner.port());
    owner.index.put(Experiments.record("x", "r").build());
    owner.placements.put("x", new Placement.Elsewhere("127.0.0.1", asked.port()));

    // When
    HttpResponse<String> answer = asked.get(X + "/trials");

    // Then
    problem(answer, 503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void anOwnerThatHasDiedIsARetryLater() throws Exception {
    // Given
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    place(nobody);

    // When
    HttpResponse<String> answer = asked.get(X + "/decisions");

    // Then
    problem(answer, 503);
  }

  private void place(int port) {
    asked.index.put(Experiments.record("x", "r").build());
    asked.placements.put("x", new Placement.Elsewhere("127.0.0.1", port));
  }
}
