package io.trialstream.server;

import static io.trialstream.server.ProblemAssertions.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Experiments;
import io.trialstream.api.Json;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.ExperimentStatus;
import io.trialstream.avro.MetricEvent;
import io.trialstream.coordinator.AskedTrial;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of ask and tell, before an owner that is played. */
class AskApiTest {
  private static final String X = "/api/v1/experiments/x/trials";

  private final ApiFixture api = new ApiFixture().serve();
  private final PlayedAsked owner = api.ownAsked("x");

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whatIsOfferedIsStartedInTheLogBeforeItIsGiven() throws Exception {
    // When
    HttpResponse<String> answer = post(":suggest", "{\"count\": 2, \"worker\": \"ada\"}");

    // Then
    assertThat(answer.body())
        .isEqualTo(
            "{\"trials\":[{\"trial\":\"x_0\",\"attempt\":1,\"params\":{\"rate\":0.0}},"
                + "{\"trial\":\"x_1\",\"attempt\":1,\"params\":{\"rate\":0.125}}],"
                + "\"state\":\"RUNNING\"}");
    assertThat(api.tells.events)
        .extracting(MetricEvent::getKind)
        .containsExactly(EventKind.STARTED, EventKind.STARTED);
    assertThat(api.tells.events).extracting(MetricEvent::getWorker).containsOnly("ada");
    assertThat(api.tells.events).extracting(MetricEvent::getInbox).containsOnlyNulls();
    assertThat(owner.offers).allMatch(offer -> offer.released().get());
  }

  @Test
  void withoutABodyOneTrialIsAskedFor() throws Exception {
    // When
    JsonNode answer = body(api.post(X + ":suggest", ""));

    // Then
    assertThat(answer.path("trials")).hasSize(1);
  }

  @Test
  void theSameKeyIsTheSameExecutionAndNoKeyIsAFreshOne() throws Exception {
    // When
    for (String key : List.of("a", "a", "b")) {
      post(":suggest", "{}", "Idempotency-Key", key);
    }
    post(":suggest", "{}");
    post(":suggest", "{}");

    // Then
    assertThat(owner.executions.get(0)).isEqualTo(owner.executions.get(1));
    assertThat(owner.executions.subList(1, 5)).doesNotHaveDuplicates();
  }

  @Test
  void whatTheOwnerDoesNotConfirmIsNotGivenAndFreeForOthers() throws Exception {
    // Given
    owner.slow = true;

    // When
    HttpResponse<String> answer = post(":suggest", "{}");

    // Then
    assertThat(problem(answer, 503).path("detail").asText()).contains("same Idempotency-Key");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(owner.offers).allMatch(offer -> offer.released().get());
  }

  @Test
  void whatIsCanceledBeforeItIsGivenIsEndedInTheLog() throws Exception {
    // Given
    owner.cancels = true;

    // When
    HttpResponse<String> answer = post(":suggest", "{}");

    // Then
    problem(answer, 503);
    assertThat(api.tells.events)
        .extracting(MetricEvent::getKind)
        .containsExactly(EventKind.STARTED, EventKind.ENDED);
    assertThat(api.tells.events.get(1).getState()).isEqualTo(EndState.CANCELED);
  }

  @Test
  void nothingIsGivenWhileTheLimitsAllowNothing() throws Exception {
    // Given
    owner.full = true;

    // When
    HttpResponse<String> answer = post(":suggest", "{}");

    // Then
    assertThat(answer.body()).isEqualTo("{\"trials\":[],\"state\":\"RUNNING\"}");
  }

  @Test
  void anExperimentThatGoesElsewhereIsARetryLater() throws Exception {
    // Given
    owner.withdrawn = true;

    // When
    HttpResponse<String> answer = post(":suggest", "{}");

    // Then
    assertThat(problem(answer, 503).path("detail").asText()).contains("another server");
  }

  @Test
  void anExperimentThatHasEndedGivesNothingAndItsState() throws Exception {
    // Given
    end();

    // When
    HttpResponse<String> answer = post(":suggest", "{}");

    // Then
    assertThat(answer.body()).isEqualTo("{\"trials\":[],\"state\":\"COMPLETED\"}");
  }

  @Test
  void aReportIsAnsweredWithItsIntervalAndAStopWithItsReason() throws Exception {
    // Given
    post(":suggest", "{}");

    // When
    HttpResponse<String> goesOn = report("0.5");
    owner.stops = true;
    JsonNode stopped = body(report("0.25"));

    // Then
    assertThat(goesOn.body()).isEqualTo("{\"interval\":1,\"stop\":false,\"reason\":null}");
    assertThat(stopped.path("stop").asBoolean()).isTrue();
    assertThat(stopped.path("reason").asText()).isEqualTo(PlayedAsked.STOP);
  }

  @Test
  void aReportThatTheOwnerHasNotPassedInTimeHasNoInterval() throws Exception {
    // Given
    post(":suggest", "{}");
    owner.slow = true;

    // When
    HttpResponse<String> answer = report("0.5");

    // Then
    assertThat(answer.body()).isEqualTo("{\"interval\":null,\"stop\":false,\"reason\":null}");
  }

  @Test
  void whatAnOwnerThatTookOverHasNotReadYetIsARetryLaterAndNoRefusal() throws Exception {
    // Given: the start is in the log, and the new owner has not passed it
    post(":suggest", "{}");
    owner.takenOver = true;
    AskedTrial started = owner.trials.put(0, PlayedAsked.queued(0, 1));

    // When
    HttpResponse<String> early = report("0.5");
    owner.trials.put(0, started);
    owner.caughtUp.complete(owner);
    HttpResponse<String> later = report("0.5");

    // Then
    assertThat(problem(early, 503).path("detail").asText()).contains("send it again");
    assertThat(later.statusCode()).isEqualTo(200);
  }

  @Test
  void numbersOfRecordsRiseFromTheStartToTheEnd() throws Exception {
    // Given
    post(":suggest", "{\"count\": 2}");

    // When
    report("0.5");
    report("0.5");
    post("/x_1:report", "{\"attempt\":1,\"metric\":\"m\",\"value\":1,\"seq\":9007199254740991}");
    post("/x_0:complete", "{\"attempt\":1,\"state\":\"COMPLETED\"}");
    post("/x_1:complete", "{\"attempt\":1,\"state\":\"COMPLETED\"}");

    // Then
    for (String trial : List.of("x_0", "x_1")) {
      List<Long> numbers =
          api.tells.events.stream()
              .filter(event -> event.getTrial().equals(trial))
              .map(MetricEvent::getSeq)
              .toList();
      assertThat(numbers).hasSizeGreaterThan(2).isSorted().doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "'\"NaN\"', NaN",
    "-Infinity, -Infinity",
    "'\"-Infinity\"', -Infinity",
    "Infinity, Infinity",
    "1e-300, 1e-300",
    "3, 3.0"
  })
  void valuesAreReadAsPythonAndJavaWriteThem(String written, double value) throws Exception {
    // Given
    post(":suggest", "{}");

    // When
    HttpResponse<String> answer = report(written);

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(api.tells.events.get(1).getValue()).isEqualTo(Double.valueOf(value));
  }

  @Test
  void aRepeatedEndIsAnsweredAsTheFirstAndAnotherIsRefused() throws Exception {
    // Given
    post(":suggest", "{}");

    // When
    HttpResponse<String> first = complete("COMPLETED");
    HttpResponse<String> again = complete("COMPLETED");
    HttpResponse<String> other = complete("FAILED");

    // Then
    assertThat(first.body())
        .isEqualTo("{\"trial\":\"x_0\",\"attempt\":1,\"state\":\"COMPLETED\",\"reason\":null}");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(problem(other, 409).path("detail").asText()).contains("COMPLETED");
    assertThat(api.tells.events).hasSize(2);
  }

  @Test
  void whateverAStoppedTrialsWorkerSaysOfItsEndItIsStopped() throws Exception {
    // Given
    post(":suggest", "{}");
    owner.stops = true;
    report("0.5");

    // When
    JsonNode completed = body(complete("COMPLETED"));

    // Then
    assertThat(completed.path("state").asText()).isEqualTo("STOPPED");
    assertThat(body(complete("COMPLETED"))).isEqualTo(completed);
  }

  @Test
  void whatNobodyStoppedIsNotEndedAsStopped() throws Exception {
    // Given
    post(":suggest", "{}");

    // When
    HttpResponse<String> answer = complete("STOPPED");

    // Then
    assertThat(problem(answer, 409).path("detail").asText()).contains("CANCELED");
  }

  @Test
  void aHeartbeatRenewsTheLeaseOfItsExecution() throws Exception {
    // Given
    post(":suggest", "{}");

    // When
    HttpResponse<String> answer = post("/x_0:heartbeat", "{\"attempt\": 1}");

    // Then
    assertThat(answer.body()).isEqualTo("{\"stop\":false,\"reason\":null}");
    assertThat(api.tells.heartbeats.get(0).getExecution()).isEqualTo(owner.executions.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ":suggest | {\"count\": 0} | 400 | Field 'count' is 0",
        ":suggest | {\"count\": 1001} | 400 | from 1 to 1000",
        ":suggest | {\"count\": \"2\"} | 400 | whole number",
        ":suggest | {\"count\": 1.5} | 400 | whole number",
        ":suggest | {\"wroker\": \"a\"} | 400 | Unknown field 'wroker'; this request takes count, worker",
        ":suggest | {\"worker\": \"\"} | 400 | Field 'worker'",
        ":suggest | {\"worker\": \"a\", \"worker\": \"b\"} | 400 | not JSON",
        ":suggest | {\"count\": | 400 | not JSON: Unexpected end-of-input within/between Object entries, at line 1, column 10",
        ":suggest | {/* one */} | 400 | comment?, at line 1, column 2",
        ":suggest | [1] | 400 | JSON object",
        ":suggest | {} {} | 400 | not JSON",
        ":suggest?top=3 | {} | 400 | Unknown query parameter",
        "/x_0:report | {\"metric\": \"m\", \"value\": 1} | 400 | Field 'attempt' is missing",
        "/x_0:report | {\"attempt\": 1, \"value\": 1} | 400 | Field 'metric' is missing",
        "/x_0:report | {\"attempt\": 1, \"metric\": \"m\"} | 400 | Field 'value' is missing",
        "/x_0:report | {\"attempt\": 1, \"metric\": \" \", \"value\": 1} | 400 | Field 'metric'",
        "/x_0:report | {\"attempt\": 1, \"metric\": \"m\", \"value\": \"high\"} | 400 | Field 'value'",
        "/x_0:report | {\"attempt\": 1, \"metric\": \"m\", \"value\": 1, \"seq\": 0} | 400 | Field 'seq'",
        "/x_0:report | {\"attempt\": 0, \"metric\": \"m\", \"value\": 1} | 400 | Field 'attempt'",
        "/x_0:report | {\"attempt\": 2, \"metric\": \"m\", \"value\": 1} | 409 | given to nobody",
        "/x_0:report | {\"attempt\": 1, \"metric\": \"m\", \"value\": 1, \"worker\": \"eve\"} | 409 | not to 'eve'",
        "/x_7:report | {\"attempt\": 1, \"metric\": \"m\", \"value\": 1} | 404 | no trial 'x_7'",
        "/y_0:report | {\"attempt\": 1, \"metric\": \"m\", \"value\": 1} | 404 | no trial 'y_0'",
        "/x_0:complete | {\"attempt\": 1} | 400 | Field 'state' is missing",
        "/x_0:complete | {\"attempt\": 1, \"state\": \"LOST\"} | 400 | COMPLETED, FAILED, STOPPED, CANCELED",
        "/x_0:complete | {\"attempt\": 1, \"state\": \"FAILED\", \"reason\": 3} | 400 | Field 'reason'",
        "/x_0:heartbeat | {\"attempt\": 2} | 409 | given to nobody",
        "/x_0:heartbeat | {} | 400 | Field 'attempt' is missing"
      })
  void whatIsWrongWithARequestIsSaid(String path, String body, int status, String sentence)
      throws Exception {
    // Given
    post(":suggest", "{\"worker\": \"ada\"}");
    int told = api.tells.events.size();

    // When
    HttpResponse<String> answer = post(path, body);

    // Then
    assertThat(problem(answer, status).path("detail").asText()).contains(sentence);
    assertThat(api.tells.events).hasSize(told);
    assertThat(api.tells.heartbeats).isEmpty();
  }

  @Test
  void aSupersededAttemptIsToldWhy() throws Exception {
    // Given
    post(":suggest", "{}");
    owner.trials.put(0, PlayedAsked.queued(0, 2));

    // When
    HttpResponse<String> answer = report("0.5");

    // Then
    assertThat(problem(answer, 409).path("detail").asText())
        .contains("Attempt 1 of trial 'x_0' is over")
        .contains("gone");
  }

  @Test
  void trialsWithACommandAreTheAgentsAlone() throws Exception {
    // Given
    api.own("run", PlayedView.ofThree());

    // When
    HttpResponse<String> ask =
        api.post(
            "/api/v1/experiments/run/trials:suggest", "{}", "Content-Type", "application/json");
    HttpResponse<String> tell =
        api.post(
            "/api/v1/experiments/run/trials/run_0:heartbeat",
            "{\"attempt\": 1}",
            "Content-Type",
            "application/json");

    // Then
    assertThat(problem(ask, 409).path("detail").asText()).contains("pool 'default'");
    problem(tell, 409);
  }

  @Test
  void aBadKeyIsRefused() throws Exception {
    // When
    HttpResponse<String> answer = post(":suggest", "{}", "Idempotency-Key", "a b");

    // Then
    assertThat(problem(answer, 400).path("detail").asText()).contains("Idempotency-Key");
  }

  @Test
  void anExperimentThatHasEndedTakesNothingButARepeatedEnd() throws Exception {
    // Given
    end();
    api.views.put("x", PlayedView.ofThree());

    // When
    HttpResponse<String> repeated =
        post("/x_1:complete", "{\"attempt\": 1, \"state\": \"FAILED\"}");
    HttpResponse<String> other =
        post("/x_1:complete", "{\"attempt\": 1, \"state\": \"COMPLETED\"}");

    // Then
    assertThat(body(repeated).path("state").asText()).isEqualTo("FAILED");
    problem(other, 409);
    problem(report("0.5"), 409);
    problem(post("/x_0:heartbeat", "{\"attempt\": 1}"), 409);
  }

  private void end() {
    api.asked.remove("x");
    api.index.put(
        Experiments.record("x", "r")
            .setSpecification(Experiments.askedFile("x"))
            .setState(ExperimentStatus.COMPLETED)
            .build());
  }

  private HttpResponse<String> report(String value) throws Exception {
    return post(
        "/x_0:report", "{\"attempt\": 1, \"metric\": \"accuracy\", \"value\": " + value + "}");
  }

  private HttpResponse<String> complete(String state) throws Exception {
    return post("/x_0:complete", "{\"attempt\": 1, \"state\": \"" + state + "\"}");
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return api.post(X + path, body, all);
  }

  private static JsonNode body(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }
}
