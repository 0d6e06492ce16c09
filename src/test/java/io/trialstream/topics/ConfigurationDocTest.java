package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** docs/configuration.md holds what the code says; the failing test prints what it should hold. */
class ConfigurationDocTest {
  private static final String HOME = System.getProperty("user.home");

  private static String row(ConfigDef.ConfigKey key) {
    String preset = String.valueOf(key.defaultValue).replace(HOME, "~");
    if (key.defaultValue instanceof java.util.List<?> list) {
      preset = list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            key.name,
            preset.isEmpty() ? "" : "`" + preset + "`",
            key.validator == null ? "" : key.validator.toString().replace("|", "\\|"),
            key.documentation);
  }

  @Test
  void documentListsEveryKeyAsTheCodeHasIt() throws IOException {
    // Given
    String table =
        ConfigKeys.DEFINITION.configKeys().values().stream()
            .filter(key -> ConfigKeys.isOwn(key.name))
            .sorted((a, b) -> a.name.compareTo(b.name))
            .map(ConfigurationDocTest::row)
            .collect(Collectors.joining());

    // When
    String document = Files.readString(Path.of("docs", "configuration.md"));

    // Then
    assertThat(document)
        .contains("| key | default | range | what it is |\n| --- | --- | --- | --- |\n" + table);
  }
}
