package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.topics.TrialstreamConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {
  @Test
  void whatIsGivenGoesBeforeWhatTheCommandSets() {
    // When
    TrialstreamConfig config =
        KafkaOptions.config(
            "kafka1:9092",
            Map.of("lease.duration.ms", "20000"),
            Map.of("lease.duration.ms", "10000", "stop.grace.ms", "1"));

    // Then
    assertThat(config.bootstrapServers()).isEqualTo("kafka1:9092");
    assertThat(config.leaseDurationMs()).isEqualTo(20_000);
    assertThat(config.stopGraceMs()).isEqualTo(1);
  }

  @Test
  void aBadSettingIsBadInputAndNamed() {
    assertThatThrownBy(
            () -> KafkaOptions.config("a:1", Map.of("lease.duration.ms", "soon"), Map.of()))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContainingAll("-X", "lease.duration.ms", "soon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.key.password",
        "ssl.truststore.passwrd.secret",
        "SASL.OAUTHBEARER.CLIENT.CREDENTIALS.CLIENT.SECRET"
      })
  void noSentenceShowsASecret(String key) {
    // Given: a secret that also stands where it is shown
    Map<String, String> settings = Map.of(key, "hushhush", "topic.prefix", "hushhush!");

    // When / Then
    assertThatThrownBy(() -> KafkaOptions.config("a:1", settings, Map.of()))
        .isInstanceOf(Failure.class)
        .hasMessageNotContaining("hushhush");
  }
}
