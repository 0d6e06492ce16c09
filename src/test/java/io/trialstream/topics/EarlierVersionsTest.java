package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.schema.SchemaVersions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class EarlierVersionsTest {
  private final AvroCodec<MetricEvent> codec =
      new AvroCodec<>(
          MetricEvent.class,
          SchemaVersions.of(
              List.of(OtherVersions.EARLIER, SchemaVersions.of(MetricEvent.class).newest())),
          Optional.empty());

  @Test
  void whatAnEarlierVersionWroteIsRead() {
    MetricEvent read = codec.decode(OtherVersions.singleObject(OtherVersions.EARLIER));

    assertThat(read).isEqualTo(OtherVersions.read());
  }

  @Test
  void theLogsReaderReadsItToo() {
    MetricView view = MetricView.read(OtherVersions.singleObject(OtherVersions.EARLIER), codec);

    assertThat(view.trial()).isEqualTo("digits_7");
    assertThat(view.kind()).isEqualTo(EventKind.REPORT);
    assertThat(view.value()).isEqualTo(0.25);
    assertThat(view.event()).isEqualTo(OtherVersions.read());
  }

  @Test
  void whatALaterVersionWroteIsRefusedWithItsFingerprint() {
    byte[] value = OtherVersions.singleObject(OtherVersions.LATER);

    assertThatThrownBy(() -> codec.decode(value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("unknown schema")
        .hasMessageContaining("another version of Trialstream wrote it");
  }

  @Test
  void aValueOfARegistrysClientIsRefusedWithTheSettingThatReadsIt() {
    byte[] value = OtherVersions.confluent(OtherVersions.EARLIER, 7);

    assertThatThrownBy(() -> codec.decode(value))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("set schema.registry.url");
  }

  @Test
  void aDamagedValueOfAnEarlierVersionIsRefused() {
    byte[] value = OtherVersions.singleObject(OtherVersions.EARLIER);
    byte[] cut = Arrays.copyOf(value, value.length - 1);

    assertThatThrownBy(() -> codec.decode(cut))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("ends early or is damaged");
  }

  @Test
  void whatARegistrysClientWroteIsTakenForThatAndRubbishIsNot() {
    assertThat(codec.seemsOfRegistry(OtherVersions.confluent(OtherVersions.EARLIER, 7))).isTrue();
    assertThat(codec.seemsOfRegistry(OtherVersions.singleObject(OtherVersions.EARLIER))).isFalse();
    assertThat(codec.seemsOfRegistry(new byte[] {0, 0, 0, 0, 1, 9, 9, 9})).isFalse();
    assertThat(codec.seemsOfRegistry(new byte[0])).isFalse();
  }
}
