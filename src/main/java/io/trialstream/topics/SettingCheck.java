package io.trialstream.topics;

import io.trialstream.settings.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Holds settings against what their keys may have, and says what is wrong, a sentence each. */
final class SettingCheck {
  private SettingCheck() {}

  /** What is wrong with the settings, each for itself; empty where nothing is. */
  static List<String> problems(GivenSettings settings) {
    List<String> problems = new ArrayList<>();
    for (Setting setting : settings.all()) {
      problem(setting).map(Secrets::printable).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> problem(Setting setting) {
    if (!ConfigKeys.isKnown(setting.key()) && !ConfigKeys.isPassedOn(setting.key())) {
      return Optional.of(unknown(setting));
    }
    Optional<String> reserved = Reserved.refusal(setting);
    return reserved.isPresent() ? reserved : badValue(setting);
  }

  private static String unknown(Setting setting) {
    List<String> takers =
        Stream.of(KafkaClient.values())
            .filter(client -> !client.definitionsOf(setting.key()).isEmpty())
            .map(client -> client.prefix() + setting.key())
            .toList();
    String hint =
        takers.isEmpty()
            ? "the nearest known one is %s. Settings of the Kafka clients start with one of %s."
                .formatted(
                    Sentences.nearest(setting.key(), ConfigKeys.DEFINITION.names()).orElse(""),
                    String.join(", ", ConfigKeys.PREFIXES))
            : "it is one of Kafka's clients: write %s, or give it to all with --command-config."
                .formatted(Sentences.or(takers));
    return "Unknown setting %s; %s".formatted(setting.named(), hint);
  }

  private static Optional<String> badValue(Setting setting) {
    if (setting.key().endsWith(SaslConfigs.SASL_JAAS_CONFIG)) {
      return badJaas(setting);
    }
    for (ConfigKey known : KafkaClient.definitions(setting.key())) {
      try {
        Object value = ConfigDef.parseType(setting.key(), setting.value(), known.type);
        if (known.validator != null) {
          known.validator.ensureValid(setting.key(), value);
        }
      } catch (ConfigException e) {
        return Optional.of(
            "%s: %s"
                .formatted(
                    setting.shown(), expected(known, setting, String.valueOf(e.getMessage()))));
      }
    }
    return Optional.empty();
  }

  private static String expected(ConfigKey known, Setting setting, String message) {
    String range = known.validator == null ? "" : " " + known.validator;
    return switch (known.type) {
      case SHORT, INT, LONG -> "a whole number%s was expected.".formatted(range);
      case DOUBLE -> "a number%s was expected.".formatted(range);
      case BOOLEAN -> "true or false was expected.";
      case PASSWORD -> "the value cannot be used.";
      case STRING, LIST, CLASS -> {
        // Kafka's sentence says the key and the value once more before the reason.
        String start = "for configuration " + setting.key() + ": ";
        int at = message.indexOf(start);
        yield at < 0
            ? message
            : Sentences.shorten(message.substring(at + start.length()), 300) + ".";
      }
    };
  }

  /** Kafka's own words would show what it stumbles on: a part of a password, for one. */
  private static Optional<String> badJaas(Setting setting) {
    try {
      JaasContext.loadClientContext(
          Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(setting.value())));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(
          "%s: it cannot be read: one login module was expected, such as org.apache.kafka.common.security.plain.PlainLoginModule required username=\"…\" password=\"…\"; with the semicolon, and a quote or backslash in a value behind a backslash."
              .formatted(setting.shown()));
    }
  }

  /** What will probably not do what was meant, a sentence each. */
  static List<String> warnings(GivenSettings settings) {
    return settings.all().stream()
        .flatMap(setting -> warning(setting).map(Secrets::printable).stream())
        .toList();
  }

  private static Optional<String> warning(Setting setting) {
    return KafkaClient.of(setting.key())
        .map(client -> client.target(setting.key()))
        .filter(target -> !target.client().knows(target.key()))
        .map(
            target -> {
              Set<String> keys =
                  target.client().keys().stream().collect(Collectors.toUnmodifiableSet());
              String hint = Sentences.hint(target.key(), keys);
              return "%s: Kafka's %s have no such setting%s%s"
                  .formatted(
                      setting.named(),
                      target.client().plural(),
                      hint,
                      hint.isEmpty() ? "; it is handed on, for a plug-in of yours." : "");
            });
  }
}
