package io.trialstream.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Settings of the Kafka side. */
final class SettingOptions {
  @Option(
      names = "-X",
      paramLabel = "KEY=VALUE",
      description =
          "A setting, such as lease.duration.ms=30000 or producer.compression.type=zstd; repeatable. All of them: docs/configuration.md.")
  Map<String, String> settings = new LinkedHashMap<>();
}
