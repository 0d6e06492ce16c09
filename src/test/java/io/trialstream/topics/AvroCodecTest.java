package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroCodecTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

  private final AvroCodec<MetricEvent> codec = new AvroCodec<>(MetricEvent.class);

  private static MetricEvent.Builder event() {
    return MetricEvent.newBuilder()
        .setExperiment("digits")
        .setTrial("digits_7")
        .setAttempt(1)
        .setExecution("e1")
        .setSeq(3)
        .setTime(TIME);
  }

  private static MetricEvent report(double value) {
    return event().setKind(EventKind.REPORT).setMetric("accuracy").setValue(value).build();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0.93, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void reportsReadBackAsWritten(double value) {
    MetricEvent report = report(value);

    MetricEvent read = codec.decode(codec.encode(report));

    assertThat(read).isEqualTo(report);
    assertThat(read.getValue()).isEqualTo(Double.valueOf(value));
  }

  @Test
  void parametersReadBackWithTheirTypes() {
    // Given
    Suggestion suggestion =
        Suggestion.newBuilder()
            .setExperiment("digits")
            .setTrial("digits_0")
            .setNumber(0)
            .setAttempt(1)
            .setTime(TIME)
            .setParameters(
                List.of(
                    new Parameter("a", 1L),
                    new Parameter("b", 1.0),
                    new Parameter("c", "1"),
                    new Parameter("d", true)))
            .setCommand(List.of("java", "Digits.java"))
            .setPrimaryMetric("accuracy")
            .build();
    AvroCodec<Suggestion> suggestions = new AvroCodec<>(Suggestion.class);

    // When
    Suggestion read = suggestions.decode(suggestions.encode(suggestion));

    // Then
    assertThat(read).isEqualTo(suggestion);
    assertThat(read.getParameters())
        .extracting(Parameter::getValue)
        .containsExactly(1L, 1.0, "1", true);
  }

  @Test
  void messagesAreAvroSingleObjectsForAnyReader() throws IOException {
    // Given
    MetricEvent end =
        event().setKind(EventKind.ENDED).setState(EndState.FAILED).setReason("exit 1").build();

    // When
    byte[] ours = codec.encode(end);

    // Then
    assertThat(ours).isEqualTo(MetricEvent.getEncoder().encode(end).array());
    assertThat(MetricEvent.getDecoder().decode(ours)).isEqualTo(end);
  }

  @Test
  void aValueWithoutARequiredFieldIsRefused() {
    MetricEvent noTrial = new MetricEvent();

    assertThatThrownBy(() -> codec.encode(noTrial))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("This MetricEvent cannot be encoded: ");
  }

  @Test
  void bytesThatAreNoSingleObjectAreRefused() {
    for (byte[] bytes : List.of(new byte[0], new byte[] {(byte) 0xC3}, utf8("{\"trial\": 1}"))) {
      assertThatThrownBy(() -> codec.decode(bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("not in Avro's single-object encoding")
          .hasMessageContaining("MetricEvent");
    }
  }

  @Test
  void aRecordOfAnotherTypeIsRefused() {
    Heartbeat heartbeat = new Heartbeat("digits", "digits_7", 1, "e1", "w1", 0, TIME);
    byte[] bytes = new AvroCodec<>(Heartbeat.class).encode(heartbeat);

    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("unknown schema (fingerprint ")
        .hasMessageContaining("MetricEvent");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = codec.encode(report(0.93));

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(part))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(SerializationException.class);
    }
  }

  @Test
  void bytesBehindTheRecordAreRefused() {
    byte[] whole = codec.encode(report(0.93));

    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("further bytes behind its end");
  }

  @Test
  void damagedBytesEndInAValueOrASentenceNeverInAnotherError() {
    // Given a message whose lengths, unions and enums are overwritten at random
    Random random = new Random(20260101);
    byte[] whole = codec.encode(report(0.93));
    int refused = 0;

    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        damaged[10 + random.nextInt(damaged.length - 10)] = (byte) random.nextInt(256);
      }

      // When
      try {
        codec.decode(damaged);
      } catch (SerializationException e) {
        refused++;
      }
    }

    // Then no other exception, and no memory that a damaged length asked for
    assertThat(refused).isGreaterThan(10_000);
  }

  @Test
  void oneCodecServesManyThreads() {
    List<MetricEvent> reports = IntStream.range(0, 2_000).mapToObj(i -> report(i)).toList();

    List<MetricEvent> read =
        reports.parallelStream().map(codec::encode).map(codec::decode).toList();

    assertThat(read).isEqualTo(reports);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
