package io.trialstream.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of the Kafka side, and the files of them. */
final class SettingOptions {
  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description =
          "A setting, such as lease.duration.ms=30000 or producer.compression.type=zstd; repeatable. All of them: docs/configuration.md.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file of settings, key=value a line; variables (TRIALSTREAM_LEASE_DURATION_MS) go before it, options before both. Default: what the variable TRIALSTREAM_CONFIG names, or config/trialstream.properties of this installation.")
  @Nullable Path config;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "A file of settings for all Kafka clients, security.protocol and sasl.jaas.config for two, as Kafka's own tools take it. Default: none.")
  @Nullable Path commandConfig;
}
