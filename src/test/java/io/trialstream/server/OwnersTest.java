package io.trialstream.server;

import static io.trialstream.server.ProblemAssertions.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.Experiments;
import io.trialstream.coordinator.Placement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  void askingForTrialsReachesTheOwnerWithItsKey() throws Exception {
    // Given
    PlayedAsked played = owner.ownAsked("x");
    asked.index.put(
        Experiments.record("x", "r").setSpecification(Experiments.askedFile("x")).build());
    asked.placements.put("x", new Placement.Elsewhere("127.0.0.1", owner.port()));
    String[] headers = {"Content-Type", "application/json", "Idempotency-Key", "k"};

    // When
    HttpResponse<String> hopped = asked.post(X + "/trials:suggest", "{}", headers);
    owner.post(X + "/trials:suggest", "{}", headers);

    // Then
    assertThat(hopped.statusCode()).as(hopped.body()).isEqualTo(200);
    assertThat(hopped.body()).contains("x_0");
    assertThat(asked.tells.events).isEmpty();
    assertThat(played.executions.get(0)).isEqualTo(played.executions.get(1));
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
    assertThat(problem(answer, 503).path("detail").asText())
        .contains("127.0.0.1:" + nobody)
        .contains("--advertised-host");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void aRequestThatWaitsFollowsTheExperimentToItsNextOwner() throws Exception {
    // Given
    asked.index.put(Experiments.record("x", "r").build());
    owner.own("x", PlayedView.ofThree());
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> trials(asked));

    // When
    asked.placements.put("x", new Placement.Elsewhere("127.0.0.1", owner.port()));

    // Then
    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void whereTheOwnerHasMovedOnTheAskedInstanceIsToldAtOnce() throws Exception {
    // Given
    asked.index.put(Experiments.record("x", "r").build());
    asked.placements.put("x", new Placement.Elsewhere("127.0.0.1", owner.port()));
    long start = System.nanoTime();

    // When
    HttpResponse<String> answer = asked.get(X + "/trials", Hop.FORWARDED, "1");

    // Then
    problem(answer, 503);
    assertThat(answer.headers().firstValue(Hop.NOT_HERE)).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aFrozenOwnerTakesNoThreadFromWhatIsAnsweredHere() throws Exception {
    try (ServerSocket frozen = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
      // Given
      place(frozen.getLocalPort());
      asked.own("mine", PlayedView.ofThree());
      List<CompletableFuture<HttpResponse<String>>> stuck = new ArrayList<>();
      ExecutorService clients = Executors.newCachedThreadPool();
      for (int client = 0; client < 200; client++) {
        stuck.add(CompletableFuture.supplyAsync(() -> trials(asked), clients));
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> stuck.stream().anyMatch(CompletableFuture::isDone));
      long start = System.nanoTime();

      // When
      HttpResponse<String> mine = asked.get("/api/v1/experiments/mine/trials");

      // Then
      assertThat(mine.statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      for (CompletableFuture<HttpResponse<String>> answer : stuck) {
        problem(answer.get(20, TimeUnit.SECONDS), 503);
      }
      clients.shutdown();
    }
  }

  @Test
  void anOrderWhoseAnswerIsMissingIsNotRepeated() throws Exception {
    try (ServerSocket breaking = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      // Given
      place(breaking.getLocalPort());
      AtomicInteger connections = new AtomicInteger();
      CompletableFuture<Void> accepting =
          CompletableFuture.runAsync(() -> breakConnections(breaking, connections));

      // When
      HttpResponse<String> answer = asked.post(X + "/trials/x_2:stop", "");

      // Then
      assertThat(problem(answer, 503).path("detail").asText()).contains("may have been done");
      assertThat(connections).hasValue(1);
      breaking.close();
      accepting.get(5, TimeUnit.SECONDS);
    }
  }

  private static void breakConnections(ServerSocket server, AtomicInteger connections) {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        connections.incrementAndGet();
        connection.getInputStream().read(new byte[4096]);
      } catch (IOException e) {
        // The test has ended.
      }
    }
  }

  private static HttpResponse<String> trials(ApiFixture api) {
    try {
      return api.get(X + "/trials");
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void place(int port) {
    asked.index.put(Experiments.record("x", "r").build());
    asked.placements.put("x", new Placement.Elsewhere("127.0.0.1", port));
  }
}
