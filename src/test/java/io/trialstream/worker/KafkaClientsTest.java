package io.trialstream.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.topics.TrialstreamConfig;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  @Test
  void nothingCanLetTheJournalsRecordsOvertakeEachOther() {
    // Given
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of(
                "producer.retries", "1",
                "producer.delivery.timeout.ms", "130000",
                "producer.compression.type", "zstd"));

    // When
    Map<String, Object> settings = new KafkaClients(config, "agent").journalSettings();

    // Then
    assertThat(settings)
        .containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1)
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE)
        .containsEntry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE)
        .containsEntry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
  }
}
