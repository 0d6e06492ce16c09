package io.trialstream.server;

import static io.trialstream.server.ProblemAssertions.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsApiTest {
  private static final String METRICS = "/api/v1/experiments/x/metrics";
  private static final TopicPartition PARTITION = new TopicPartition("metrics", 0);

  private final ApiFixture api = new ApiFixture().serve();

  @BeforeEach
  void own() {
    api.own("x", PlayedView.ofThree());
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void eventsComeAsOneObjectOrALineEach() throws Exception {
    // Given
    api.log = () -> log(3, 3);

    // When
    HttpResponse<String> object = api.get(METRICS);
    HttpResponse<String> lines = api.get(METRICS, "Accept", "application/x-ndjson");

    // Then
    JsonNode body = Json.mapper().readTree(object.body());
    assertThat(body.path("experiment").asText()).isEqualTo("x");
    assertThat(body.path("events")).hasSize(2);
    assertThat(lines.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/x-ndjson");
    assertThat(lines.body())
        .isEqualTo(
            body.path("events").get(0).toString() + "\n" + body.path("events").get(1) + "\n");
  }

  @Test
  void aLogWithoutEventsIsAnEmptyList() throws Exception {
    // Given
    api.log = () -> log(0, 0);

    // When
    HttpResponse<String> object = api.get(METRICS);
    HttpResponse<String> lines = api.get(METRICS, "Accept", "application/x-ndjson");

    // Then
    assertThat(object.body()).isEqualTo("{\"experiment\":\"x\",\"events\":[]}");
    assertThat(lines.body()).isEmpty();
  }

  @Test
  void brokersThatFailBeforeTheFirstEventAreARetryLater() throws Exception {
    // Given
    api.log = () -> log(0, 10);

    // When
    HttpResponse<String> answer = api.get(METRICS);

    // Then
    problem(answer, 503);
  }

  @Test
  void brokersThatFailInTheMiddleCutTheAnswerSoThatNobodyTakesItForTheWhole() {
    // Given
    api.log = () -> log(5_000, 10_000);

    // When / Then
    assertThatThrownBy(() -> api.get(METRICS, "Accept", "application/x-ndjson"))
        .isInstanceOf(IOException.class);
  }

  /** A log of so many records, of which reading fails behind those that are sent. */
  private static MockConsumer<byte[], byte[]> log(int sent, long end) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < sent; i++) {
            byte[] value = ApiFixture.METRICS.codec().encode(event(i));
            consumer.addRecord(new ConsumerRecord<>("metrics", 0, i, new byte[0], value));
          }
        });
    consumer.schedulePollTask(
        () -> consumer.setPollException(new KafkaException("the broker is gone")));
    return consumer;
  }

  private static MetricEvent event(int i) {
    return MetricEvent.newBuilder()
        .setExperiment("x")
        .setTrial("x_0")
        .setAttempt(1)
        .setExecution("e")
        .setSeq(i + 1)
        .setKind(i == 0 ? EventKind.STARTED : EventKind.REPORT)
        .setMetric(i == 0 ? null : "accuracy")
        .setValue(i == 0 ? null : 0.5)
        .setTime(Instant.EPOCH)
        .build();
  }
}
