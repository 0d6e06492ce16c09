package io.trialstream.topics;

import io.trialstream.settings.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings as environment variables, by the rule of Kafka's container images: {@code TRIALSTREAM_}
 * and the key in capitals, with {@code _} for a dot, {@code __} for an underscore and {@code ___}
 * for a hyphen.
 *
 * @param settings those that are settings; an empty variable is none
 * @param warnings a sentence for each that begins so and means nothing
 */
public record SettingVariables(List<Setting> settings, List<String> warnings) {
  /** What their names begin with. */
  public static final String PREFIX = "TRIALSTREAM_";

  /** Names the file of settings. */
  public static final String CONFIG = PREFIX + "CONFIG";

  /** Ours, and no settings: of the command line, and those that a training process is given. */
  private static final Set<String> OTHERS =
      Set.of(
          CONFIG,
          PREFIX + "OPTS",
          PREFIX + "DEBUG",
          PREFIX + "SERVER",
          PREFIX + "EXPERIMENT",
          PREFIX + "TRIAL",
          PREFIX + "TRIAL_NUMBER",
          PREFIX + "ATTEMPT",
          PREFIX + "EXECUTION",
          PREFIX + "PRIMARY_METRIC",
          PREFIX + "OUTPUTS",
          PREFIX + "RESUME_FROM",
          PREFIX + "RESUME_TRIAL",
          PREFIX + "AGENT_LIFE");

  /** What Kubernetes tells each process of a Service whose name begins with ours. */
  private static final Pattern SERVICE =
      Pattern.compile(
          PREFIX
              + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  /** Those of the environment. */
  public static SettingVariables of(Map<String, String> environment) {
    List<Setting> settings = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) && !OTHERS.contains(name) && !value.isEmpty()) {
                Optional<String> key = key(name);
                if (key.isPresent() && !isService(name, value, key.get())) {
                  settings.add(new Setting(key.get(), value, "variable " + name));
                } else if (!SERVICE.matcher(name).matches()) {
                  warnings.add(unknown(name));
                }
              }
            });
    return new SettingVariables(settings, warnings);
  }

  /** A number that Kubernetes tells as an address, or under a name behind a client's prefix. */
  private static boolean isService(String name, String value, String key) {
    return SERVICE.matcher(name).matches()
        && (ADDRESS.matcher(value).matches() || !ConfigKeys.isKnown(key));
  }

  /** The variable of a key; empty where it can have none: names of variables know no case. */
  public static Optional<String> name(String key) {
    String name =
        PREFIX
            + key.toUpperCase(Locale.ROOT).replace("_", "__").replace("-", "___").replace('.', '_');
    return key(name).filter(key::equals).map(same -> name);
  }

  /** Whether the variable is a setting that is a secret. */
  public static boolean isSecret(String name) {
    return name.startsWith(PREFIX) && key(name).filter(Secrets::isSecret).isPresent();
  }

  /** The key behind the variable's name, where there may be such a key. */
  private static Optional<String> key(String name) {
    String key =
        name.substring(PREFIX.length())
            .toLowerCase(Locale.ROOT)
            .replace("___", "-")
            .replace("__", "\0")
            .replace('_', '.')
            .replace('\0', '_');
    return ConfigKeys.isKnown(key) || ConfigKeys.isPassedOn(key)
        ? Optional.of(key)
        : Optional.empty();
  }

  private static String unknown(String name) {
    Set<String> known =
        ConfigKeys.DEFINITION.names().stream()
            .flatMap(key -> name(key).stream())
            .collect(Collectors.toSet());
    return "The variable %s is no setting, and has no effect%s"
        .formatted(
            Sentences.shorten(name),
            Sentences.hint(name, known).isEmpty() ? "." : Sentences.hint(name, known));
  }
}
