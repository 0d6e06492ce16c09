package io.trialstream.cli;

import io.trialstream.topics.BadSettingsException;
import io.trialstream.topics.CommandConfig;
import io.trialstream.topics.ConfigKeys;
import io.trialstream.topics.GivenSettings;
import io.trialstream.topics.PropertiesFile;
import io.trialstream.topics.Setting;
import io.trialstream.topics.SettingVariables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings that a command was given, from the weakest to the strongest source: what the command
 * itself sets, the file, variables, the file of {@code --command-config}, options, {@code -X}.
 */
final class SettingReader {
  /** The source of what the option gives. */
  static final String X = "-X";

  /** The file of an installation. */
  private static final Path USUAL = Path.of("config", "trialstream.properties");

  private final Host host;
  private final SettingOptions options;
  private final List<Setting> presets = new ArrayList<>();
  private final List<Setting> ofOptions = new ArrayList<>();

  SettingReader(Host host, SettingOptions options) {
    this.host = host;
    this.options = options;
  }

  /** A value that the command has for the key where nobody gives another. */
  SettingReader preset(String key, String value) {
    presets.add(new Setting(key, value, Setting.DEFAULT));
    return this;
  }

  /** A setting that an option of its own gives too. */
  SettingReader option(String name, String key, Optional<?> value) {
    value.ifPresent(given -> ofOptions.add(new Setting(key, String.valueOf(given), name)));
    return this;
  }

  /** The option {@code --bootstrap-server}. */
  SettingReader bootstrapServer(Optional<String> value) {
    return option("--bootstrap-server", ConfigKeys.BOOTSTRAP_SERVERS, value);
  }

  /**
   * Reads the sources; says what in them has no effect.
   *
   * @throws Failure with sentences where a file cannot be used or an option is given twice
   */
  GivenSettings read() {
    for (Setting setting : ofOptions) {
      if (options.settings.containsKey(setting.key())) {
        throw Failure.badInput(
            "%s is %s, which -X gives too: leave one out."
                .formatted(setting.source(), setting.key()));
      }
    }
    SettingVariables variables = SettingVariables.of(host.environment());
    variables.warnings().forEach(host.console()::complain);
    List<Setting> x = new ArrayList<>();
    options.settings.forEach((key, value) -> x.add(new Setting(key, value, X)));
    try {
      return GivenSettings.NONE
          .with(presets)
          .with(file().map(PropertiesFile::read).orElse(List.of()))
          .with(variables.settings())
          .with(
              Optional.ofNullable(options.commandConfig).map(CommandConfig::read).orElse(List.of()))
          .with(ofOptions)
          .with(x);
    } catch (BadSettingsException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  /** The file that was named, or that of the installation where it has one. */
  private Optional<Path> file() {
    Optional<Path> named =
        Optional.ofNullable(options.config)
            .or(
                () ->
                    Optional.ofNullable(host.environment().get(SettingVariables.CONFIG))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of));
    return named.isPresent()
        ? named
        : host.home().map(home -> home.resolve(USUAL)).filter(Files::exists);
  }
}
