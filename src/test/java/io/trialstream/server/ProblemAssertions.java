package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import java.net.http.HttpResponse;

/** What holds for every failure that the API tells. */
final class ProblemAssertions {
  private ProblemAssertions() {}

  /** That the answer is a problem document with this status; returns the document. */
  static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode document = Json.mapper().readTree(answer.body());
    assertThat(document.path("status").asInt()).isEqualTo(status);
    assertThat(document.path("type").asText()).isNotEmpty();
    assertThat(document.path("title").asText()).isNotEmpty();
    assertThat(document.path("detail").asText()).isNotEmpty();
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\\tat ");
    return document;
  }
}
