package io.trialstream.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the Kafka brokers are, and the settings of those who talk to them. */
final class BrokerOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "A Kafka broker. Default: ${DEFAULT-VALUE}.")
  String bootstrapServer;

  @Mixin SettingOptions x;
}
