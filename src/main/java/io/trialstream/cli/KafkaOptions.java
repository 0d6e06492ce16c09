package io.trialstream.cli;

import io.trialstream.topics.BadSettingsException;
import io.trialstream.topics.ConfigReader;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.Setting;
import io.trialstream.topics.TrialstreamConfig;
import java.util.List;
import java.util.Set;

/** The configuration that a command's settings make. */
final class KafkaOptions {
  private static final int LONGEST_KEY = 32;
  private static final int LONGEST_VALUE = 40;

  private KafkaOptions() {}

  /**
   * The configuration.
   *
   * @throws Failure with a sentence for each setting that cannot be used; it shows no secret
   */
  static TrialstreamConfig config(GivenSettings given) {
    try {
      return new TrialstreamConfig(given);
    } catch (BadSettingsException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  /** The configuration; says what in it will probably not do what was meant. */
  static TrialstreamConfig config(Host host, GivenSettings given) {
    TrialstreamConfig config = config(given);
    config.warnings().forEach(host.console()::complain);
    return config;
  }

  /** Says what is in effect, each setting with its source; no secret. */
  static void show(Host host, TrialstreamConfig config, ConfigReader... readers) {
    List<Setting> settings = config.effective(Set.of(readers));
    int keys = width(LONGEST_KEY, settings.stream().mapToInt(s -> s.key().length()).toArray());
    int values =
        width(LONGEST_VALUE, settings.stream().mapToInt(s -> s.value().length()).toArray());
    StringBuilder block = new StringBuilder("Configuration:");
    for (Setting setting : settings) {
      block.append(
          "%n  %s = %s  (%s)"
              .formatted(pad(setting.key(), keys), pad(setting.value(), values), setting.source()));
    }
    host.console().say(block.toString());
  }

  private static int width(int most, int... lengths) {
    int width = 0;
    for (int length : lengths) {
      width = Math.max(width, Math.min(length, most));
    }
    return width;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
