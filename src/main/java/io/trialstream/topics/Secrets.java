package io.trialstream.topics;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Which settings are secrets, and how values are shown. */
final class Secrets {
  private static final String HIDDEN = "(hidden)";

  /** Names that secrets have where no definition says so: of plug-ins, registries, later Kafkas. */
  private static final Pattern NAME =
      Pattern.compile(
          "passw|passphrase|pwd|secret|jaas|token|credential|user\\.info|private|api\\.?key|(^|\\.)key$",
          Pattern.CASE_INSENSITIVE);

  /** User and password of an address, up to the last @: a password may have one, and slashes. */
  private static final Pattern USER_INFO = Pattern.compile("(\\w+://)\\S+@");

  private static final Pattern QUOTED = Pattern.compile("=\\s*(?:\"([^\"]+)\"|'([^']+)')");
  private static final int SHORTEST = 3;

  private Secrets() {}

  /** Whether the key's value must not be shown. */
  static boolean isSecret(String key) {
    return NAME.matcher(key).find()
        || KafkaClient.definitions(key).stream().anyMatch(known -> known.type == Type.PASSWORD);
  }

  /** The value for a person to read: hidden where it is a secret, and safe to print. */
  static String shown(Setting setting) {
    if (isSecret(setting.key()) && !setting.value().isEmpty()) {
      return HIDDEN;
    }
    return printable(withoutUser(setting.value()));
  }

  /** The text without user and password of the addresses in it. */
  static String withoutUser(String text) {
    return USER_INFO.matcher(text).replaceAll("$1" + HIDDEN + "@");
  }

  /** The text with what a terminal would obey, or not show, written as {@code \\u001b}. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    printable.append("\\u%04x".formatted(point));
                default -> printable.appendCodePoint(point);
              }
            });
    return printable.toString();
  }

  /** The sentence without the settings' secrets, in part either, that a library may have put in. */
  static String hide(String sentence, Collection<Setting> settings) {
    Set<String> secrets = new LinkedHashSet<>();
    for (Setting setting : settings) {
      if (isSecret(setting.key())) {
        secrets.add(setting.value());
        Matcher quoted = QUOTED.matcher(setting.value());
        while (quoted.find()) {
          secrets.add(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
        }
      }
    }
    List<String> longestFirst =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String hidden = sentence;
    for (String secret : longestFirst) {
      hidden = hidden.replace(secret, HIDDEN);
    }
    return hidden;
  }
}
