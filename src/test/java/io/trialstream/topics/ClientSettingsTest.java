package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed on to Kafka's clients, what of it is refused, and what is never shown. */
class ClientSettingsTest {
  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "producer.acks,1",
    "producer.enable.idempotence,false",
    "producer.partitioner.class,org.apache.kafka.clients.producer.RoundRobinPartitioner",
    "producer.max.in.flight.requests.per.connection,5",
    "producer.transactional.id,mine",
    "consumer.isolation.level,read_uncommitted",
    "consumer.group.id,mine",
    "consumer.enable.auto.commit,true",
    "consumer.bootstrap.servers,other:9092",
    "admin.bootstrap.servers,other:9092",
    "streams.processing.guarantee,at_least_once",
    "streams.application.id,mine",
    "streams.group.protocol,streams",
    "streams.isolation.level,read_uncommitted",
    "streams.main.consumer.isolation.level,read_uncommitted",
    "streams.consumer.auto.offset.reset,latest",
    "streams.producer.acks,0",
    "streams.acks,0",
    "streams.topic.cleanup.policy,delete",
    "streams.processing.exception.handler,org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler"
  })
  void whatTrialstreamReliesOnIsNotOverridden(String key, String value) {
    assertThatThrownBy(() -> new TrialstreamConfig(Map.of(key, value)))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageStartingWith(key + "=" + value + ": Trialstream relies on its own value");
  }

  @ParameterizedTest
  @CsvSource({
    "producer.acks,all",
    "producer.enable.idempotence,true",
    "producer.compression.type,zstd",
    "consumer.isolation.level,read_committed",
    "streams.processing.guarantee,exactly_once_v2",
    "streams.producer.max.in.flight.requests.per.connection,5",
    "streams.main.consumer.group.instance.id,one",
    "streams.topic.min.insync.replicas,2",
    "streams.num.stream.threads,2",
    "admin.metadata.max.age.ms,1000"
  })
  void whatChangesNothingThatItReliesOnIsTaken(String key, String value) {
    TrialstreamConfig config = new TrialstreamConfig(Map.of(key, value));

    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "producer.batch.size,big",
    "consumer.max.poll.records,0",
    "streams.num.stream.threads,x",
    "streams.producer.linger.ms,-2",
    "admin.request.timeout.ms,soon",
    "producer.compression.type,rar",
    "streams.rocksdb.config.setter,no.such.Class"
  })
  void aValueThatKafkaWouldNotTakeIsRefusedBeforeAnythingStarts(String key, String value) {
    assertThatThrownBy(() -> new TrialstreamConfig(Map.of(key, value)))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageStartingWith(key + "=" + value);
  }

  @Test
  void aSettingThatNoSuchClientHasIsHandedOnWithAWarning() {
    TrialstreamConfig config =
        new TrialstreamConfig(Map.of("producer.compresion.type", "zstd", "consumer.my.own.x", "1"));

    assertThat(config.producer()).containsEntry("compresion.type", "zstd");
    assertThat(config.warnings())
        .containsExactly(
            "consumer.my.own.x: Kafka's consumers have no such setting; it is handed on, for a plug-in of yours.",
            "producer.compresion.type: Kafka's producers have no such setting; did you mean \"compression.type\"?");
  }

  @Test
  void aClientsSettingWithoutItsPrefixIsToldHowToGiveIt() {
    assertThatThrownBy(() -> new TrialstreamConfig(Map.of("compression.type", "zstd")))
        .hasMessage(
            "Unknown setting compression.type; it is one of Kafka's clients: write producer.compression.type or streams.compression.type, or give it to all with --command-config.");
  }

  @Test
  void commandConfigReachesEveryClientThatHasTheSetting() throws IOException {
    // Given
    Path file =
        write(
            """
            security.protocol=SASL_SSL
            ssl.endpoint.identification.algorithm=
            client.id=me
            linger.ms=7
            session.timeout.ms=9000
            my.plugin.option=x
            """);

    // When
    TrialstreamConfig config =
        new TrialstreamConfig(GivenSettings.NONE.with(CommandConfig.read(file)));

    // Then
    for (Map<String, Object> client :
        List.of(config.producer(), config.consumer(), config.admin(), config.streams())) {
      assertThat(client)
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("ssl.endpoint.identification.algorithm", "")
          .containsEntry("client.id", "me")
          .containsEntry("my.plugin.option", "x");
    }
    assertThat(config.producer()).containsEntry("linger.ms", "7");
    assertThat(config.streams())
        .containsEntry("linger.ms", "7")
        .containsEntry("main.consumer.session.timeout.ms", 6000)
        .doesNotContainKey("session.timeout.ms");
    assertThat(config.consumer())
        .containsEntry("session.timeout.ms", "9000")
        .doesNotContainKey("linger.ms");
  }

  @Test
  void commandConfigIsForClientsOnly() throws IOException {
    Path file = write("security.protocol=SSL\nlease.duration.ms=1\nproducer.acks=all\n");

    assertThatThrownBy(() -> CommandConfig.read(file))
        .isInstanceOf(BadSettingsException.class)
        .hasMessageContainingAll(
            "lease.duration.ms (%s, line 2) is a setting of Trialstream".formatted(file),
            "producer.acks (%s, line 3) is a setting of Trialstream".formatted(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.keystore.key",
        "ssl.keystore.password",
        "producer.sasl.jaas.config",
        "streams.main.consumer.ssl.key.password",
        "streams.ssl.keystore.key",
        "admin.sasl.oauthbearer.client.credentials.client.secret",
        "consumer.my.plugin.api.key",
        "producer.basic.auth.user.info",
        "consumer.my.bearer.token"
      })
  void secretsAreKnownByTypeOrNameBehindAnyPrefix(String key) {
    assertThat(Secrets.isSecret(key)).isTrue();
    assertThat(Secrets.shown(new Setting(key, "hunter2", ""))).isEqualTo("(hidden)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "ssl.truststore.location",
        "sasl.mechanism",
        "producer.key.serializer",
        "streams.default.key.serde"
      })
  void whatIsNoSecretIsShown(String key) {
    assertThat(Secrets.isSecret(key)).isFalse();
  }

  @Test
  void noValueCommandsTheTerminalAndNoAddressShowsItsPassword() {
    assertThat(Secrets.shown(new Setting("client.id", "a\u001b[2J\nb\u202ec", "")))
        .isEqualTo("a\\u001b[2J\\u000ab\\u202ec");
    assertThat(Secrets.shown(new Setting("producer.my.url", "https://me:hunter2@host/x", "")))
        .isEqualTo("https://(hidden)@host/x");
    assertThat(Secrets.withoutUser("http://me:hunt/er@2@host/x y@z"))
        .isEqualTo("http://(hidden)@host/x y@z");
  }

  @Test
  void whatIsInEffectIsListedWithItsSourceAndWithoutSecrets() {
    // Given
    GivenSettings given =
        GivenSettings.NONE.with(
            List.of(
                new Setting("topic.prefix", "lab.", "-X"),
                new Setting("producer.ssl.key.password", "hunter2", "file, line 3")));

    // When
    List<Setting> effective =
        new TrialstreamConfig(given)
            .effective(EnumSet.of(ConfigReader.SERVER, ConfigReader.WORKER));

    // Then
    assertThat(effective)
        .contains(
            new Setting("topic.prefix", "lab.", "-X"),
            new Setting("topic.partitions", "8", "default"),
            new Setting("producer.ssl.key.password", "(hidden)", "file, line 3"))
        .isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()))
        .extracting(Setting::key)
        .containsAll(
            ConfigKeys.ownKeys().stream().filter(key -> !RegistryKeys.isDetail(key)).toList());
  }

  @Test
  void ofASentenceOfOthersNothingSecretIsLeft() {
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\" password=\"hunter2\";"));

    assertThat(config.withoutSecrets("Bad: hunter2 of it")).isEqualTo("Bad: (hidden) of it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.kafka.common.security.plain.PlainLoginModule required password=hunter2 two;",
        "org.apache.kafka.common.security.plain.PlainLoginModule required password=\"hunter2\"",
        "hunter2"
      })
  void aJaasConfigurationThatCannotBeReadIsRefusedWithoutAWordOfIt(String jaas) {
    for (String key : List.of("sasl.jaas.config", "producer.sasl.jaas.config")) {
      assertThatThrownBy(() -> new TrialstreamConfig(Map.of(key, jaas)))
          .hasMessageStartingWith(key + "=(hidden): it cannot be read")
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }

  @Test
  void everyReservedSettingIsOneThatKafkaHas() {
    assertThatCode(Reserved::all).doesNotThrowAnyException();
    assertThat(Reserved.all().keySet())
        .isNotEmpty()
        .allSatisfy(key -> assertThat(KafkaClient.of(key)).isPresent())
        .allSatisfy(
            key -> {
              KafkaClient.Target target = KafkaClient.of(key).orElseThrow().target(key);
              assertThat(target.client().knows(target.key())).as(key).isTrue();
            });
  }
}
