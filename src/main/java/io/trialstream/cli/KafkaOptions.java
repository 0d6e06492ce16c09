package io.trialstream.cli;

import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.TrialstreamConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** The configuration that a command's options describe. */
final class KafkaOptions {
  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|token|credential|\\.key$", Pattern.CASE_INSENSITIVE);

  private KafkaOptions() {}

  /**
   * The configuration.
   *
   * @param bootstrapServers the brokers, {@code host:port}
   * @param given the settings of {@code -X}
   * @param own settings that the command sets unless they are given
   * @throws Failure with a sentence where a setting cannot be used; it shows no secret
   */
  static TrialstreamConfig config(
      String bootstrapServers, Map<String, String> given, Map<String, String> own) {
    Map<String, String> settings = new HashMap<>(own);
    settings.putAll(given);
    settings.put(ConfigKeys.BOOTSTRAP_SERVERS, bootstrapServers);
    try {
      return new TrialstreamConfig(settings);
    } catch (ConfigException e) {
      throw Failure.badInput("-X: " + withoutSecrets(String.valueOf(e.getMessage()), given));
    }
  }

  private static String withoutSecrets(String sentence, Map<String, String> given) {
    String shown = sentence;
    for (Map.Entry<String, String> setting : given.entrySet()) {
      if (SECRET.matcher(setting.getKey()).find() && !setting.getValue().isEmpty()) {
        shown = shown.replace(setting.getValue(), "(hidden)");
      }
    }
    return shown;
  }
}
