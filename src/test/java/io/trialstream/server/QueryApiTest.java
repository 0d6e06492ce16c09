package io.trialstream.server;

import static io.trialstream.server.ProblemAssertions.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Experiments;
import io.trialstream.api.Json;
import io.trialstream.api.ProblemJson;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.coordinator.Coordinator;
import io.trialstream.coordinator.Placement;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryApiTest {
  private static final String X = "/api/v1/experiments/x";

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void theListFiltersByStateAndLeavesSpecificationsOut() throws Exception {
    // Given
    api.serve();
    api.index.put(Experiments.record("a", "r").build());
    api.index.put(Experiments.record("b", "r").setState(ExperimentStatus.FAILED).build());

    // When
    JsonNode body = json(api.get("/api/v1/experiments?state=FAILED&limit=5"));

    // Then
    assertThat(body.path("experiments")).hasSize(1);
    assertThat(body.path("experiments").get(0).path("experiment").asText()).isEqualTo("b");
    assertThat(body.path("experiments").get(0).has("specification")).isFalse();
  }

  @Test
  void trialsAreInTheOrderOfTheView() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    JsonNode all = json(api.get(X + "/trials"));
    JsonNode top = json(api.get(X + "/trials?top=1"));

    // Then
    assertThat(all.path("experiment").asText()).isEqualTo("x");
    assertThat(all.path("trials")).hasSize(3);
    assertThat(top.path("trials").toString())
        .isEqualTo(
            ("[{'trial':'x_2','state':'RUNNING','params':{'rate':0.5,'layers':2},'score':0.75,"
                    + "'interval':4,'intervals':6,'attempts':1,'reason':null,"
                    + "'basis':{'model':'bayesian','metrics_to':41,'observations':3,"
                    + "'fitted_to':17}}]")
                .replace('\'', '"'));
  }

  @Test
  void oneTrialAndTheBestAndTheDecisionsAreShown() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    JsonNode trial = json(api.get(X + "/trials/x_1"));
    JsonNode best = json(api.get(X + "/best?include_failed=false&include_canceled=false"));
    JsonNode decisions = json(api.get(X + "/decisions"));

    // Then
    assertThat(trial.path("reason").asText()).isEqualTo("Exit 1.");
    assertThat(trial.path("score").isNull()).isTrue();
    assertThat(best.path("trial").asText()).isEqualTo("x_2");
    assertThat(decisions.path("decisions")).hasSize(1);
    assertThat(decisions.path("decisions").get(0).path("offset").asLong()).isEqualTo(17);
  }

  @Test
  void noScoreYetIsAKindOfProblemOfItsOwn() throws Exception {
    // Given
    api.serve().own("x", PlayedView.withoutScores());

    // When
    JsonNode problem = problem(api.get(X + "/best"), 404);

    // Then
    assertThat(problem.path("type").asText()).isEqualTo(ProblemJson.NO_SCORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/trials", "/trials/x_0", "/best", "/decisions", "/metrics"})
  void anUnknownExperimentIsNotFound(String of) throws Exception {
    // Given
    api.serve();

    // When
    HttpResponse<String> answer = api.get("/api/v1/experiments/nobody" + of);

    // Then
    JsonNode problem = problem(answer, 404);
    assertThat(problem.path("detail").asText()).contains("'nobody'");
    assertThat(problem.path("type").asText()).isEqualTo(ProblemJson.NO_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/trials/x_9", "/metrics?trial=y_1", "/metrics?trial=x"})
  void anUnknownTrialIsNotFound(String of) throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> answer = api.get(X + of);

    // Then
    problem(answer, 404);
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, limit",
    "?limit=-1, limit",
    "?limit=x, limit",
    "?limit=99999999999999999999, limit",
    "?limit=1&limit=2, limit",
    "?state=ASLEEP, COMPLETED",
    "?stat=RUNNING, state",
    "/x/trials?top=0, top",
    "/x/best?include_failed=yes, true or false",
    "/x/decisions?top=1, takes none",
  })
  void aBadQueryParameterIsNamed(String of, String expected) throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> answer = api.get("/api/v1/experiments" + of);

    // Then
    assertThat(problem(answer, 400).path("detail").asText()).contains(expected);
  }

  @Test
  void cancelAndStopAreWrittenWithTheirReasons() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> canceled =
        api.post(X + ":cancel", "{\"reason\":\"why\"}", "Content-Type", "application/json");
    HttpResponse<String> stopped = api.post(X + "/trials/x_2:stop", "");

    // Then
    assertThat(canceled.statusCode()).isEqualTo(202);
    assertThat(canceled.body()).isEqualTo("{\"experiment\":\"x\"}");
    assertThat(stopped.statusCode()).isEqualTo(202);
    assertThat(stopped.body()).isEqualTo("{\"experiment\":\"x\",\"trial\":\"x_2\"}");
    assertThat(api.written)
        .extracting(Request::getAction)
        .containsExactly(RequestAction.CANCEL, RequestAction.STOP_TRIAL);
    assertThat(api.written.get(0).getReason()).isEqualTo("why");
  }

  @Test
  void whatHasEndedCannotBeStopped() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());
    api.index.put(Experiments.record("y", "r").setState(ExperimentStatus.COMPLETED).build());

    // When
    HttpResponse<String> trial = api.post(X + "/trials/x_1:stop", "");
    HttpResponse<String> experiment = api.post("/api/v1/experiments/y:cancel", "");

    // Then
    assertThat(problem(trial, 409).path("detail").asText()).contains("FAILED");
    assertThat(problem(experiment, 409).path("detail").asText()).contains("COMPLETED");
    assertThat(api.written).isEmpty();
  }

  @Test
  void whatIsUnknownCannotBeStopped() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> trial = api.post(X + "/trials/x_9:stop", "");
    HttpResponse<String> experiment = api.post("/api/v1/experiments/nobody:cancel", "");

    // Then
    problem(trial, 404);
    problem(experiment, 404);
    assertThat(api.written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"reason\":3}", "{\"why\":\"x\"}", "\"x\""})
  void aReasonThatIsNoneIsRefused(String body) throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());

    // When
    HttpResponse<String> answer = api.post(X + ":cancel", body, "Content-Type", "application/json");

    // Then
    problem(answer, 400);
    assertThat(api.written).isEmpty();
  }

  @Test
  void anUnknownPathAndAnotherMethodAreToldApart() throws Exception {
    // Given
    api.serve();

    // When
    HttpResponse<String> unknown = api.get("/api/v2/experiments");
    HttpResponse<String> method = api.send("DELETE", "/api/v1/experiments", new byte[0]);

    // Then
    assertThat(problem(unknown, 404).path("detail").asText()).contains("/api/v2/experiments");
    problem(method, 405);
    assertThat(method.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
  }

  @Test
  void aRequestThatIsNoHttpGetsAProblemToo() throws Exception {
    // Given
    api.serve();

    // When
    String answer;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nno header\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // Then
    assertThat(answer).contains(" 400 ", "application/problem+json", "\"status\":400");
  }

  @Test
  void anInternalFailureShowsAnIdAndNoMore() throws Exception {
    // Given
    api.serve().own("x", PlayedView.ofThree());
    api.log =
        () -> {
          throw new IllegalStateException("a secret");
        };

    // When
    HttpResponse<String> answer = api.get(X + "/metrics");

    // Then
    JsonNode problem = problem(answer, 500);
    assertThat(problem.path("instance").asText()).startsWith("urn:uuid:");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void theServerSaysThatItStartsUntilItHasStarted() throws Exception {
    // When
    HttpResponse<String> list = api.get("/api/v1/experiments");
    HttpResponse<String> ready = api.get("/api/v1/health/ready");
    HttpResponse<String> live = api.get("/api/v1/health/live");

    // Then
    problem(list, 503);
    assertThat(list.headers().firstValue("Retry-After")).isPresent();
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"status\":\"starting\"}");
    assertThat(live.statusCode()).isEqualTo(200);
  }

  @Test
  void healthFollowsTheCoordinatorAndTheDirectory() throws Exception {
    // Given
    api.serve();
    int readyWhenRunning = api.get("/api/v1/health/ready").statusCode();
    api.directoryReady = false;
    int readyWithoutDirectory = api.get("/api/v1/health/ready").statusCode();
    api.directoryReady = true;
    api.health = Coordinator.Health.REBALANCING;
    int readyWhilePartitionsMove = api.get("/api/v1/health/ready").statusCode();

    // When
    api.health = Coordinator.Health.FAILED;

    // Then
    assertThat(readyWhenRunning).isEqualTo(200);
    assertThat(readyWithoutDirectory).isEqualTo(503);
    assertThat(readyWhilePartitionsMove).isEqualTo(200);
    assertThat(api.get("/api/v1/health/live").statusCode()).isEqualTo(503);
    assertThat(api.get("/api/v1/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void aServerWhoseOwnBrokerHasFailedIsNotLive() throws Exception {
    // Given
    api.serve();

    // When
    api.brokerFailed = true;

    // Then
    HttpResponse<String> live = api.get("/api/v1/health/live");
    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(live.body()).isEqualTo("{\"status\":\"failed\"}");
    assertThat(api.get("/api/v1/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void anExperimentThatNobodyOwnsAtTheMomentIsARetryLater() throws Exception {
    // Given
    api.serve();
    api.index.put(Experiments.record("x", "r").build());
    api.placements.put("x", new Placement.Unknown());

    // When
    HttpResponse<String> answer = api.get(X + "/trials");

    // Then
    problem(answer, 503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void theRootTellsWhereTheApiIs() throws Exception {
    // When
    JsonNode root = json(api.get("/"));

    // Then
    assertThat(root.toString())
        .isEqualTo("{\"name\":\"trialstream\",\"version\":\"1.2.3\",\"api\":\"/api/v1\"}");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return Json.mapper().readTree(answer.body());
  }
}
