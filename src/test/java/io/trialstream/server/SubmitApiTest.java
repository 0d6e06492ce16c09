package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Experiments;
import io.trialstream.api.Json;
import io.trialstream.avro.Request;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitApiTest {
  private static final String JSON_FILE =
      """
      {
      \t"type": "sweep",
      \t"name": "digits",
      \t"trial": {"command": "python train.py"},
      \t"search_space": {"rate": {"type": "uniform", "min_value": 0, "max_value": 1}},
      \t"sampling_algorithm": "random",
      \t"objective": {"goal": "minimize", "primary_metric": "loss"}
      }
      """;

  private final ApiFixture api = new ApiFixture().serve();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anExperimentFileMakesAnExperiment() throws Exception {
    // Given
    String file = Experiments.file("digits");

    // When
    HttpResponse<String> answer = api.submit(file, "X-Trialstream-User", "ada");

    // Then
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location"))
        .isEqualTo(Optional.of("/api/v1/experiments/digits"));
    JsonNode body = Json.mapper().readTree(answer.body());
    assertThat(body.path("experiment").asText()).isEqualTo("digits");
    assertThat(body.path("warnings").isArray()).isTrue();
    assertThat(api.written.get(0).getRequestedBy()).isEqualTo("ada");
    assertThat(api.get("/api/v1/experiments/digits").statusCode()).isEqualTo(200);
  }

  @Test
  void jsonIsAnExperimentFileTooEvenIndentedByTabs() throws Exception {
    // When
    HttpResponse<String> answer =
        api.post(
            "/api/v1/experiments", JSON_FILE, "Content-Type", "application/json; charset=utf-8");

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @Test
  void malformedJsonIsToldWithItsLine() throws Exception {
    // When
    HttpResponse<String> answer =
        api.post(
            "/api/v1/experiments",
            JSON_FILE.replace("\"random\",", "random,"),
            "Content-Type",
            "application/json");

    // Then
    JsonNode problem = problem(answer, 400);
    assertThat(problem.path("problems").get(0).path("line").asInt()).isEqualTo(6);
    assertThat(api.written).isEmpty();
  }

  @Test
  void everyProblemOfAFileIsToldWithItsLineAndKey() throws Exception {
    // Given
    String file = Experiments.file("digits").replace("goal: maximize", "goal: win") + "limit: 3\n";

    // When
    HttpResponse<String> answer = api.submit(file);

    // Then
    JsonNode problem = problem(answer, 400);
    assertThat(problem.path("detail").asText()).contains("2 problems", "line");
    assertThat(problem.path("problems")).hasSize(2);
    for (JsonNode one : problem.path("problems")) {
      assertThat(one.path("line").asInt()).isPositive();
      assertThat(one.path("key").asText()).isNotEmpty();
      assertThat(one.path("sentence").asText()).isNotEmpty();
    }
    assertThat(api.written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "just text",
        "{",
        """
        a: &a [1,1]
        b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
        c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
        e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
        f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
        g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
        h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]
        """,
        "type: sweep\ntype: sweep\n",
        "\u0001",
        "- 1\n- 2\n"
      })
  void whatIsNoExperimentFileIsRefused(String file) throws Exception {
    // When
    HttpResponse<String> answer = api.submit(file);

    // Then
    assertThat(problem(answer, 400).path("problems")).isNotEmpty();
    assertThat(api.written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/json"})
  void bracketsWithoutEndDoNotBringTheServerDown(String type) throws Exception {
    // When
    HttpResponse<String> answer =
        api.post("/api/v1/experiments", "[".repeat(400_000), "Content-Type", type);

    // Then
    problem(answer, 400);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    // When
    HttpResponse<String> answer =
        api.send(
            "POST",
            "/api/v1/experiments",
            new byte[] {'a', (byte) 0xff},
            "Content-Type",
            "application/yaml");

    // Then
    assertThat(problem(answer, 400).path("detail").asText()).contains("UTF-8");
  }

  @Test
  void aBodyOfFiveMegabytesIsTooLarge() throws Exception {
    // When
    HttpResponse<String> answer = api.submit("#".repeat(5 << 20));

    // Then
    assertThat(problem(answer, 413).path("detail").asText()).contains("4194304");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "nonsense"})
  void anotherContentTypeIsRefused(String type) throws Exception {
    // When
    HttpResponse<String> answer =
        api.post("/api/v1/experiments", Experiments.file("x"), "Content-Type", type);

    // Then
    assertThat(problem(answer, 415).path("detail").asText()).contains(type, "application/yaml");
    assertThat(api.written).isEmpty();
  }

  @Test
  void aMissingContentTypeIsRefused() throws Exception {
    // When
    HttpResponse<String> answer = api.post("/api/v1/experiments", Experiments.file("x"));

    // Then
    problem(answer, 415);
  }

  @Test
  void anIdThatIsTakenIsAConflict() throws Exception {
    // Given
    api.submit(Experiments.file("digits"));

    // When
    HttpResponse<String> answer = api.submit(Experiments.file("digits"));

    // Then
    assertThat(problem(answer, 409).path("detail").asText()).contains("'digits' exists already");
  }

  @Test
  void theSameKeyAgainGetsTheSameAnswer() throws Exception {
    // Given
    HttpResponse<String> first = api.submit(Experiments.file(), "Idempotency-Key", "k1");

    // When
    HttpResponse<String> second = api.submit(Experiments.file(), "Idempotency-Key", "k1");

    // Then
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(api.written).extracting(Request::getId).containsExactly("k1");
  }

  @Test
  void aBaseDirectoryMustBeAbsolute() throws Exception {
    // When
    HttpResponse<String> answer =
        api.post(
            "/api/v1/experiments?base_directory=here",
            Experiments.file("x"),
            "Content-Type",
            "application/yaml");

    // Then
    assertThat(problem(answer, 400).path("detail").asText()).contains("'here'", "absolute");
  }

  @Test
  void anUnknownPoolIsRefusedWithTheCommandThatMakesIt() throws Exception {
    // When
    HttpResponse<String> answer = api.submit(Experiments.file("x") + "compute: azureml:gpu\n");

    // Then
    assertThat(problem(answer, 400).path("detail").asText())
        .contains("bin/trialstream worker --pool gpu");
  }

  @Test
  void brokersThatAreAwayAreARetryLater() throws Exception {
    // Given
    api.brokersAway = true;

    // When
    HttpResponse<String> answer = api.submit(Experiments.file("x"));

    // Then
    problem(answer, 503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void aPageOfAnotherSiteMaySubmitNothing() throws Exception {
    // When
    HttpResponse<String> answer =
        api.submit(Experiments.file("x"), "Origin", "https://evil.example");

    // Then
    problem(answer, 403);
    assertThat(api.written).isEmpty();
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
    return ProblemAssertions.problem(answer, status);
  }
}
