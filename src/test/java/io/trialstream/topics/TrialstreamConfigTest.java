package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialstreamConfigTest {
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\" password=\"hunter2\";";

  private static TrialstreamConfig config(String... pairs) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return new TrialstreamConfig(values);
  }

  @Test
  void everyKeyIsDocumentedAndHasADefault() {
    TrialstreamConfig config = config();

    ConfigKeys.DEFINITION
        .configKeys()
        .forEach((name, key) -> assertThat(key.documentation).as(name).isNotBlank());
    assertThat(config.bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(config.applicationId()).isEqualTo("trialstream-coordinator");
    assertThat(config.topics().prefix()).isEqualTo("trialstream.");
    assertThat(config.streams())
        .containsEntry("state.dir", System.getProperty("user.home") + "/.trialstream/state");
  }

  @ParameterizedTest
  @CsvSource({
    "topic.partitions,0",
    "topic.partitions,many",
    "replication.factor,0",
    "topic.prefix,a/b",
    "lease.duration.ms,1",
    "tick.interval.ms,0",
    "commit.interval.ms,-1",
    "state.dir,''",
    "security.protocol,HTTP"
  })
  void aBadValueIsRefusedWithItsKey(String key, String value) {
    assertThatThrownBy(() -> config(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void aLeaseMustOutliveALateHeartbeat() {
    assertThatThrownBy(() -> config("lease.duration.ms", "5000", "heartbeat.interval.ms", "3000"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lease.duration.ms")
        .hasMessageContaining("heartbeat.interval.ms=3000");
  }

  @ParameterizedTest
  @CsvSource({
    "topic.partition,topic.partitions",
    "bootstrap.server,bootstrap.servers",
    "lease.duration,lease.duration.ms",
    "sasl.mechanisms,sasl.mechanism"
  })
  void anUnknownKeyIsRefusedWithTheNearestKnown(String key, String nearest) {
    assertThatThrownBy(() -> config(key, "1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unknown setting " + key)
        .hasMessageContaining("nearest known one is " + nearest);
  }

  @Test
  void settingsBehindAPrefixGoToThatClientAloneAndWin() {
    TrialstreamConfig config =
        config(
            "bootstrap.servers", "broker:9092",
            "producer.linger.ms", "7",
            "consumer.max.poll.records", "3",
            "streams.producer.linger.ms", "9",
            "streams.state.dir", "/elsewhere",
            "admin.default.api.timeout.ms", "99");

    assertThat(config.producer())
        .containsOnly(Map.entry("bootstrap.servers", "broker:9092"), Map.entry("linger.ms", "7"));
    assertThat(config.consumer())
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"), Map.entry("max.poll.records", "3"));
    assertThat(config.admin()).containsEntry("default.api.timeout.ms", "99");
    assertThat(config.streams())
        .containsEntry("producer.linger.ms", "9")
        .containsEntry("state.dir", "/elsewhere")
        .doesNotContainKey("linger.ms");
  }

  @Test
  void securitySettingsReachEveryClient() {
    TrialstreamConfig config =
        config(
            "security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN", "sasl.jaas.config", JAAS);

    for (Map<String, Object> client :
        List.of(config.producer(), config.consumer(), config.admin(), config.streams())) {
      assertThat(client)
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("sasl.mechanism", "PLAIN")
          .containsEntry("sasl.jaas.config", JAAS);
    }
  }

  @Test
  void noSecretShowsInItsText() {
    TrialstreamConfig config =
        config(
            "sasl.jaas.config",
            JAAS,
            "ssl.keystore.password",
            "hunter2",
            "producer.sasl.jaas.config",
            JAAS,
            "topic.prefix",
            "lab.");

    assertThat(config.toString())
        .contains("topic.prefix=lab.", "ssl.keystore.password", "producer.sasl.jaas.config")
        .doesNotContain("hunter2");
  }

  @Test
  void theSessionTimeoutLeavesRoomForThreeHeartbeatsOfTheGroup() {
    assertThat(config("session.timeout.ms", "9000").streams())
        .containsEntry("main.consumer.session.timeout.ms", 9000)
        .containsEntry("main.consumer.heartbeat.interval.ms", 500);
    assertThat(config("session.timeout.ms", "900").streams())
        .containsEntry("main.consumer.heartbeat.interval.ms", 300);
  }
}
