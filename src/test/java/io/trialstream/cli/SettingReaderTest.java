package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.Setting;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from, and which of them counts. */
class SettingReaderTest {
  private static final String KEY = "lease.duration.ms";

  @TempDir private Path folder;
  private final SettingOptions options = new SettingOptions();

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private SettingReader reader(Map<String, String> variables) {
    return new SettingReader(new Cli(variables, folder).host(), options);
  }

  private static Optional<String> shown(GivenSettings given, String key) {
    return given.get(key).map(setting -> setting.value() + " of " + setting.source());
  }

  @Test
  void eachSourceGoesBeforeTheWeakerOnes() throws IOException {
    // Given: from the weakest on, one more source at a time
    Map<String, String> variables = Map.of("TRIALSTREAM_LEASE_DURATION_MS", "30002");

    // Then: none
    assertThat(reader(Map.of()).read().get(KEY)).isEmpty();

    // Then: the command's own
    assertThat(shown(reader(Map.of()).preset(KEY, "30000").read(), KEY))
        .contains("30000 of default");

    // Then: the file
    Path file = write("config/trialstream.properties", "# ours\n" + KEY + "=30001\n");
    assertThat(shown(reader(Map.of()).preset(KEY, "30000").read(), KEY))
        .contains("30001 of %s, line 2".formatted(file));

    // Then: a variable
    assertThat(shown(reader(variables).preset(KEY, "30000").read(), KEY))
        .contains("30002 of variable TRIALSTREAM_LEASE_DURATION_MS");

    // Then: an option
    assertThat(shown(reader(variables).option("--lease", KEY, Optional.of(30_003)).read(), KEY))
        .contains("30003 of --lease");

    // Then: -X
    options.settings.put(KEY, "30004");
    assertThat(shown(reader(variables).preset(KEY, "30000").read(), KEY)).contains("30004 of -X");
  }

  @Test
  void theFileOfCommandConfigGoesBeforeVariablesAndBehindOptions() throws IOException {
    // Given
    options.commandConfig =
        write("client.properties", "bootstrap.servers=file:1\nrequest.timeout.ms=7000\n");
    Map<String, String> variables =
        Map.of(
            "TRIALSTREAM_BOOTSTRAP_SERVERS", "variable:1",
            "TRIALSTREAM_PRODUCER_REQUEST_TIMEOUT_MS", "8000");

    // When
    GivenSettings given = reader(variables).read();
    GivenSettings withOption = reader(variables).bootstrapServer(Optional.of("option:1")).read();

    // Then
    TrialstreamConfig config = new TrialstreamConfig(given);
    assertThat(config.bootstrapServers()).isEqualTo("file:1");
    for (Map<String, Object> client :
        List.of(config.producer(), config.consumer(), config.admin(), config.streams())) {
      assertThat(client).containsEntry("request.timeout.ms", "7000");
    }
    assertThat(new TrialstreamConfig(withOption).bootstrapServers()).isEqualTo("option:1");
  }

  @Test
  void theNamedFileIsReadInPlaceOfTheInstallations() throws IOException {
    // Given
    write("config/trialstream.properties", KEY + "=30001\n");
    Path ofVariable = write("other.properties", "topic.prefix=variable.\n");
    Path ofOption = write("own.properties", "topic.prefix=option.\n");

    // When
    Map<String, String> variables = Map.of("TRIALSTREAM_CONFIG", ofVariable.toString());
    GivenSettings byVariable = reader(variables).read();
    options.config = ofOption;
    GivenSettings byOption = reader(variables).read();

    // Then
    assertThat(byVariable.all())
        .containsExactly(new Setting("topic.prefix", "variable.", ofVariable + ", line 1"));
    assertThat(byOption.all())
        .containsExactly(new Setting("topic.prefix", "option.", ofOption + ", line 1"));
  }

  @Test
  void aRunKeepsItsStateApartFromThatOfTheServersOfTheInstallation() throws IOException {
    // Given
    write("config/trialstream.properties", "state.dir=/srv/state\n");
    DataDirectory run = new DataDirectory(folder.resolve("run"));

    // When
    GivenSettings own = LocalRun.settings(run, reader(Map.of()).read());
    options.settings.put("state.dir", "/elsewhere");
    GivenSettings asked = LocalRun.settings(run, reader(Map.of()).read());

    // Then
    assertThat(shown(own, "state.dir")).contains(run.state() + " of default");
    assertThat(shown(asked, "state.dir")).contains("/elsewhere of -X");
  }

  @Test
  void aFileThatWasNamedMustBeThere() {
    options.config = folder.resolve("none.properties");

    assertThatThrownBy(() -> reader(Map.of()).read())
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exitCode()).isEqualTo(2))
        .hasMessageContaining("There is no file " + options.config);
  }

  @Test
  void anOptionThatXGivesTooIsRefused() {
    options.settings.put("bootstrap.servers", "a:1");

    assertThatThrownBy(() -> reader(Map.of()).bootstrapServer(Optional.of("b:1")).read())
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exitCode()).isEqualTo(2))
        .hasMessageContaining("--bootstrap-server is bootstrap.servers, which -X gives too");
  }

  @Test
  void whatIsWrongIsSaidWithItsPlaceForEachSetting() throws IOException {
    // Given
    Path file = write("config/trialstream.properties", "\nlease.duratoin.ms=1\ntopic.partitions=0");
    options.settings.put("replication.factor", "many");
    Map<String, String> variables = Map.of("TRIALSTREAM_STOP_GRACE_MS", "soon");

    // When / Then
    assertThatThrownBy(() -> KafkaOptions.config(reader(variables).read()))
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exitCode()).isEqualTo(2))
        .hasMessageContainingAll(
            "Unknown setting lease.duratoin.ms (%s, line 2); the nearest known one is lease.duration.ms."
                .formatted(file),
            "topic.partitions=0 (%s, line 3): a whole number [1,...,10000] was expected."
                .formatted(file),
            "stop.grace.ms=soon (variable TRIALSTREAM_STOP_GRACE_MS): a whole number [0,...] was expected.",
            "replication.factor=many (-X): a whole number -1 or [1,...] was expected.");
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
    // Given: a secret, beside something that is wrong
    options.settings.put(key, "hushhush");
    options.settings.put("topic.partitions", "0");

    // When / Then
    assertThatThrownBy(() -> KafkaOptions.config(reader(Map.of()).read()))
        .isInstanceOf(Failure.class)
        .hasMessageNotContaining("hushhush");
  }
}
