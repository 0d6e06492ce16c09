package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "TRIALSTREAM_BOOTSTRAP_SERVERS,bootstrap.servers",
    "TRIALSTREAM_PRODUCER_COMPRESSION_TYPE,producer.compression.type",
    "TRIALSTREAM_STREAMS_MAIN_CONSUMER_SESSION_TIMEOUT_MS,streams.main.consumer.session.timeout.ms",
    "TRIALSTREAM_CONSUMER_A__B___C,consumer.a_b-c"
  })
  void aVariableIsTheSettingOfItsName(String name, String key) {
    SettingVariables read = SettingVariables.of(Map.of(name, "v"));

    assertThat(read.settings()).containsExactly(new Setting(key, "v", "variable " + name));
    assertThat(read.warnings()).isEmpty();
    assertThat(SettingVariables.name(key)).contains(name);
  }

  @Test
  void everyKeyHasAVariableOfItsOwn() {
    Map<String, String> variables = new HashMap<>();
    for (String key : ConfigKeys.DEFINITION.names()) {
      variables.put(SettingVariables.name(key).orElseThrow(), key);
    }

    assertThat(SettingVariables.of(variables).settings())
        .hasSameSizeAs(ConfigKeys.DEFINITION.names())
        .allSatisfy(setting -> assertThat(setting.key()).isEqualTo(setting.value()));
  }

  @Test
  void whatOthersPutThereIsNoSetting() {
    // Given: as Kubernetes does for Services trialstream, trialstream-server, trialstream-producer
    Map<String, String> variables = new HashMap<>();
    for (String service : List.of("", "SERVER_", "PRODUCER_")) {
      String start = "TRIALSTREAM_" + service;
      variables.put(start + "SERVICE_HOST", "10.0.0.1");
      variables.put(start + "SERVICE_PORT", "8080");
      variables.put(start + "SERVICE_PORT_HTTP", "8080");
      variables.put(start + "PORT", "tcp://10.0.0.1:8080");
      variables.put(start + "PORT_8080_TCP", "tcp://10.0.0.1:8080");
      variables.put(start + "PORT_8080_TCP_PROTO", "tcp");
      variables.put(start + "PORT_8080_TCP_PORT", "8080");
      variables.put(start + "PORT_8080_TCP_ADDR", "10.0.0.1");
    }
    variables.put("TRIALSTREAM_OPTS", "-Xmx1g");
    variables.put("TRIALSTREAM_DEBUG", "1");
    variables.put("TRIALSTREAM_SERVER", "http://a");
    variables.put("TRIALSTREAM_TRIAL", "digits_3");
    variables.put("TRIALSTREAM_TOPIC_PREFIX", "");
    variables.put("KAFKA_BOOTSTRAP_SERVERS", "a:1");

    // When
    SettingVariables read = SettingVariables.of(variables);

    // Then
    assertThat(read.settings()).isEmpty();
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void whatIsUnknownIsNamedWithTheNearest() {
    SettingVariables read = SettingVariables.of(Map.of("TRIALSTREAM_BOOTSTRAP_SERVER", "a:1"));

    assertThat(read.settings()).isEmpty();
    assertThat(read.warnings())
        .containsExactly(
            "The variable TRIALSTREAM_BOOTSTRAP_SERVER is no setting, and has no effect; did you mean \"TRIALSTREAM_BOOTSTRAP_SERVERS\"?");
  }

  @Test
  void secretsAreKnownByTheirVariables() {
    assertThat(SettingVariables.isSecret("TRIALSTREAM_SASL_JAAS_CONFIG")).isTrue();
    assertThat(SettingVariables.isSecret("TRIALSTREAM_PRODUCER_SSL_KEY_PASSWORD")).isTrue();
    assertThat(SettingVariables.isSecret("TRIALSTREAM_TOPIC_PREFIX")).isFalse();
    assertThat(SettingVariables.isSecret("TRIALSTREAM_TRIAL")).isFalse();
  }
}
