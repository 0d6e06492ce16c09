package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.api.Json;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Parameter;
import io.trialstream.avro.TrialStatus;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.008Z");
  private static final Topics TOPICS = new Topics("p.");

  @Test
  void aRecordHasItsPlaceAndItsValueDecoded() {
    // Given
    MetricEvent report =
        MetricEvent.newBuilder()
            .setExperiment("e")
            .setTrial("e_1")
            .setAttempt(1)
            .setExecution("x")
            .setSeq(2)
            .setKind(EventKind.REPORT)
            .setTime(TIME)
            .setMetric("loss")
            .setValue(Double.NaN)
            .build();

    // When
    String json =
        json(TOPICS.metrics(), "e".getBytes(UTF_8), TOPICS.metrics().codec().encode(report));

    // Then
    assertThat(json)
        .startsWith(
            """
            {"partition":3,"offset":42,"time":"2026-03-04T05:06:07.008Z","key":"e","value":{"experiment":"e","trial":"e_1","attempt":1,"execution":"x","seq":2,"kind":"REPORT","time":"2026-03-04T05:06:07.008Z","metric":"loss","value":"NaN","step":null""")
        .doesNotContain("error");
  }

  @Test
  void parametersKeepTheirTypes() {
    // Given
    LeaderboardEntry entry =
        LeaderboardEntry.newBuilder()
            .setExperiment("e")
            .setTrial("e_1")
            .setNumber(1)
            .setAttempt(1)
            .setState(TrialStatus.QUEUED)
            .setParameters(
                List.of(new Parameter("a", 1L), new Parameter("b", "1"), new Parameter("c", true)))
            .setMetric("loss")
            .setIntervals(0)
            .setTime(TIME)
            .build();

    // When
    String json =
        json(
            TOPICS.leaderboard(),
            "e_1".getBytes(UTF_8),
            TOPICS.leaderboard().codec().encode(entry));

    // Then
    assertThat(json)
        .contains(
            "[{\"name\":\"a\",\"value\":1},{\"name\":\"b\",\"value\":\"1\"},{\"name\":\"c\",\"value\":true}]");
  }

  @Test
  void bytesAreTextWhereTheyAreTextAndBase64WhereNot() {
    // Given
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic("p.metrics")
            .setPartition(0)
            .setOffset(1)
            .setTime(TIME)
            .setReason("why")
            .setKey(ByteBuffer.wrap("schlüssel".getBytes(UTF_8)))
            .setValue(ByteBuffer.wrap(new byte[] {(byte) 0xC3, 1, 0}))
            .build();

    // When
    String json =
        json(
            TOPICS.deadLetters(),
            new byte[] {(byte) 0xFF},
            TOPICS.deadLetters().codec().encode(letter));

    // Then
    assertThat(json)
        .contains("\"key\":\"base64:/w==\"", "\"key\":\"schlüssel\"", "\"value\":\"base64:wwEA\"");
  }

  @Test
  void whatCannotBeDecodedSaysSo() {
    // When
    String json = json(TOPICS.metrics(), null, "no avro".getBytes(UTF_8));

    // Then
    assertThat(json)
        .startsWith(
            "{\"partition\":3,\"offset\":42,\"time\":\"2026-03-04T05:06:07.008Z\",\"key\":null,\"error\":\"The value is not in Avro's single-object encoding")
        .doesNotContain("\"value\":");
  }

  @Test
  void aTombstoneIsNull() {
    assertThat(json(TOPICS.leaderboard(), "e_1".getBytes(UTF_8), null)).endsWith("\"value\":null}");
  }

  private static <T extends SpecificRecord> String json(
      Topic<T> topic, byte @Nullable [] key, byte @Nullable [] value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            topic.name(),
            3,
            42,
            TIME.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            new RecordHeaders(),
            java.util.Optional.empty());
    return Json.write(RecordJson.of(record, topic.codec()::decode));
  }
}
