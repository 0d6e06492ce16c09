package io.trialstream.cli;

import io.trialstream.topics.GivenSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the Kafka brokers are, and the settings of those who talk to them. */
final class BrokerOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description =
          "A Kafka broker. Default: those of bootstrap.servers in the configuration, or 127.0.0.1:9092.")
  private @Nullable String bootstrapServer;

  @Mixin private SettingOptions settings;

  /**
   * The settings as they were given.
   *
   * @throws Failure with sentences where a file cannot be used or an option is given twice
   */
  GivenSettings given(Host host) {
    return new SettingReader(host, settings)
        .bootstrapServer(Optional.ofNullable(bootstrapServer))
        .read();
  }
}
