package io.trialstream.topics;

import io.trialstream.settings.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The documents of the configuration, made from the code. */
final class ConfigurationPage {
  private static final String HOME = System.getProperty("user.home");
  private static final int WIDTH = 98;

  private ConfigurationPage() {}

  /** docs/configuration.md. */
  static String document() throws IOException {
    try (InputStream template = ConfigurationPage.class.getResourceAsStream("configuration.md")) {
      return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8)
          .replace("${keys}", keys().map(ConfigurationPage::section).collect(Collectors.joining()))
          .replace(
              "${security}",
              new TreeSet<>(ConfigKeys.SECURITY)
                  .stream().map(key -> "`" + key + "`").collect(Collectors.joining(", ")))
          .replace("${reserved}", reserved());
    }
  }

  private static java.util.stream.Stream<ConfigKey> keys() {
    return ConfigKeys.DEFINITION.configKeys().values().stream()
        .filter(key -> ConfigKeys.isOwn(key.name))
        .sorted((a, b) -> a.name.compareTo(b.name));
  }

  private static String section(ConfigKey key) {
    List<String> facts = new ArrayList<>();
    facts.add(key.type.name().toLowerCase(Locale.ROOT));
    facts.add("default " + (preset(key).isEmpty() ? "empty" : "`" + preset(key) + "`"));
    if (key.validator != null) {
      facts.add(range(key));
    }
    facts.add("importance " + key.importance.name().toLowerCase(Locale.ROOT));
    facts.add("`" + SettingVariables.name(key.name).orElseThrow() + "`");
    facts.add("read by " + ConfigReader.names(key.name));
    return "### %s\n%s\n\n*%s*\n\n"
        .formatted(key.name, key.documentation, String.join(" · ", facts));
  }

  private static String preset(ConfigKey key) {
    String preset = ConfigDef.convertToString(key.defaultValue, key.type);
    return preset == null ? "" : preset.replace(HOME, "~");
  }

  private static String range(ConfigKey key) {
    return key.validator.toString();
  }

  /** The refused settings by their reason: a line for each. */
  private static String reserved() {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    Reserved.all()
        .forEach(
            (key, reserved) ->
                byReason
                    .computeIfAbsent(reserved.reason(), reason -> new ArrayList<>())
                    .add(
                        "`%s`%s"
                            .formatted(
                                key,
                                reserved.values().isEmpty()
                                    ? ""
                                    : " (may be "
                                        + Sentences.or(new TreeSet<>(reserved.values()))
                                        + ")")));
    return byReason.entrySet().stream()
        .map(entry -> "- %s: %s.".formatted(String.join(", ", entry.getValue()), entry.getKey()))
        .collect(Collectors.joining("\n"));
  }

  /** config/trialstream.properties. */
  static String file() {
    StringBuilder file =
        new StringBuilder(
            """
            # The settings of Trialstream, each with its default. What is not commented out here is read by
            # every command of this installation that talks to Kafka, unless --config or TRIALSTREAM_CONFIG
            # names another file; variables, --command-config, options and -X go before it.
            # More, and what else may be given: docs/configuration.md
            """);
    keys()
        .forEach(
            key -> {
              file.append('\n');
              wrap(key.documentation, file);
              wrap(
                  "%s%s; read by %s; variable %s"
                      .formatted(
                          key.type.name().toLowerCase(Locale.ROOT),
                          key.validator == null ? "" : ", " + range(key),
                          ConfigReader.names(key.name),
                          SettingVariables.name(key.name).orElseThrow()),
                  file);
              boolean atHome = preset(key).startsWith("~");
              if (atHome) {
                wrap("Default: %s in the user's home.".formatted(preset(key).substring(2)), file);
              }
              file.append(
                  "#%s=%s\n"
                      .formatted(
                          key.name,
                          atHome ? preset(key).replace("~/.", "/var/lib/") : preset(key)));
            });
    file.append(
        """

        # Settings of Kafka's clients, for one kind of them: producer., consumer., admin., streams.
        #producer.compression.type=none

        # Security, for all clients. A file for --command-config can hold these apart, readable by few.
        #security.protocol=PLAINTEXT
        #sasl.mechanism=GSSAPI
        #sasl.jaas.config=
        #ssl.truststore.location=
        #ssl.truststore.password=
        """);
    return file.toString();
  }

  private static void wrap(String text, StringBuilder file) {
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() >= WIDTH) {
        file.append("# ").append(line.toString().strip()).append('\n');
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    file.append("# ").append(line.toString().strip()).append('\n');
  }
}
