package io.trialstream.topics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of client settings without prefixes, as Kafka's own tools take it by {@code
 * --command-config}: each setting goes to every client that has it.
 */
public final class CommandConfig {
  private static final Set<KafkaClient> PLAIN =
      Set.of(KafkaClient.PRODUCER, KafkaClient.CONSUMER, KafkaClient.ADMIN);

  /** Ours, and every client's by the same name. */
  private static final Set<String> SHARED =
      Set.of(ConfigKeys.BOOTSTRAP_SERVERS, ConfigKeys.CLIENT_ID);

  private CommandConfig() {}

  /**
   * Reads the file.
   *
   * @return what it says in our keys
   * @throws BadSettingsException with a sentence where it cannot be read, or has settings that are
   *     no client's
   */
  public static List<Setting> read(Path file) {
    List<Setting> settings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Setting setting : PropertiesFile.read(file)) {
      String key = setting.key();
      if (SHARED.contains(key) || ConfigKeys.SECURITY.contains(key)) {
        settings.add(setting);
      } else if (isOurs(key)) {
        problems.add(
            "%s is a setting of Trialstream, and this file, of --command-config, is for those of Kafka's clients: give it in trialstream.properties, or as -X."
                .formatted(Secrets.printable(setting.named())));
      } else {
        settings.addAll(forClients(setting));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
    return settings;
  }

  private static boolean isOurs(String key) {
    boolean clients = PLAIN.stream().anyMatch(client -> client.knows(key));
    return !clients && (ConfigKeys.isKnown(key) || ConfigKeys.isPassedOn(key));
  }

  private static List<Setting> forClients(Setting setting) {
    String key = setting.key();
    boolean known = PLAIN.stream().anyMatch(client -> client.knows(key));
    return Stream.of(KafkaClient.values())
        .filter(client -> !known || client.knows(key))
        // What is ours by that name, a session's timeout for one, is the coordinator's already.
        .filter(client -> client != KafkaClient.STREAMS || !ConfigKeys.isKnown(key))
        .map(client -> new Setting(client.prefix() + key, setting.value(), setting.source()))
        .toList();
  }
}
