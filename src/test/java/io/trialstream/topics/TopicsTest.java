package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.avro.Heartbeat;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

  @Test
  void namesCarryThePrefix() {
    Topics topics = new Topics("lab.");

    assertThat(topics.metrics().name()).isEqualTo("lab.metrics");
    assertThat(topics.trials("gpu").name()).isEqualTo("lab.trials.gpu");
    assertThat(topics.deadLetters().name()).isEqualTo("lab.dead-letters");
  }

  @ParameterizedTest
  @CsvSource({"trialstream.,trialstream-coordinator", "a.b-,a.b-coordinator", "'',coordinator"})
  void othersThanTopicsAreNamedAfterThePrefixWithoutItsSeparator(String prefix, String name) {
    assertThat(new Topics(prefix).named("coordinator")).isEqualTo(name);
  }

  @Test
  void aTombstonePassesThroughTheSerdes() {
    Serde<Heartbeat> serde = new Topics("lab.").heartbeats().serde();

    assertThat(serde.serializer().serialize("lab.heartbeats", null)).isNull();
    assertThat(serde.deserializer().deserialize("lab.heartbeats", null)).isNull();
  }

  @Test
  void readerAndWriterOfATopicAgree() {
    Serde<Heartbeat> serde = new Topics("lab.").heartbeats().serde();
    Heartbeat heartbeat = new Heartbeat("e", "e_0", 1, "x", "w", 3, Instant.EPOCH);

    byte[] bytes = serde.serializer().serialize("lab.heartbeats", heartbeat);

    assertThat(serde.deserializer().deserialize("lab.heartbeats", bytes)).isEqualTo(heartbeat);
  }
}
