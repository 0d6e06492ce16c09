package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of the configuration hold what the code says; {@code -Dupdate} writes them. */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs", "configuration.md");
  private static final Path FILE = Path.of("config", "trialstream.properties");
  private static final String UPDATE =
      "mvn -Dtest=ConfigurationDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate test";

  private static void holds(Path file, String expected) throws IOException {
    if (System.getProperty("update") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s is not as the code has it: run %s", file, UPDATE)
        .isEqualTo(expected);
  }

  @Test
  void theDocumentIsMadeFromTheCode() throws IOException {
    holds(DOCUMENT, ConfigurationPage.document());
  }

  @Test
  void theFileIsMadeFromTheCode() throws IOException {
    holds(FILE, ConfigurationPage.file());
  }

  @Test
  void theFileSetsNothingAsItIsShipped() {
    assertThat(PropertiesFile.read(FILE)).isEmpty();
  }

  @Test
  void theFileWithEveryKeyInEffectIsTheDefaults(@TempDir Path folder) throws IOException {
    // Given
    String every =
        Files.readString(FILE)
            .lines()
            .map(line -> line.replaceFirst("^#(?=[a-z.]+=)", ""))
            .filter(line -> !line.startsWith("sasl.jaas") && !line.startsWith("ssl."))
            .collect(Collectors.joining("\n"));

    // When
    List<Setting> settings = PropertiesFile.read(Files.writeString(folder.resolve("every"), every));
    TrialstreamConfig config = new TrialstreamConfig(GivenSettings.NONE.with(settings));

    // Then
    assertThat(settings).extracting(Setting::key).containsAll(ConfigKeys.ownKeys());
    Map<String, Object> defaults =
        new HashMap<>(new TrialstreamConfig(GivenSettings.NONE).values());
    // The only one that is another on each machine.
    defaults.put(ConfigKeys.STATE_DIR, config.values().get(ConfigKeys.STATE_DIR));
    assertThat(config.values()).isEqualTo(defaults);
  }
}
