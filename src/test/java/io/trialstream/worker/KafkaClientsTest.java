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
                "producer.max.in.flight.requests.per.connection", "5",
                "producer.enable.idempotence", "false",
                "producer.acks", "1"));

    // When
    Map<String, Object> settings = new KafkaClients(config, "agent").journalSettings();

    // Then
    assertThat(settings)
        .containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1)
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all");
  }
}
