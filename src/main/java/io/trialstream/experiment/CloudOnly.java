package io.trialstream.experiment;

import io.trialstream.settings.Settings;
import java.util.List;

/** Keys that only Azure's cloud can honour. */
final class CloudOnly {
  private static final List<String> KEYS =
      List.of("environment", "identity", "resources", "distribution", "queue_settings");

  private CloudOnly() {}

  /** Accepts these keys, with a warning for each that is there. */
  static void warn(Settings settings) {
    for (String key : KEYS) {
      if (settings.has(key)) {
        settings.warning(
            key, "is ignored: only Azure's cloud honours it; the workers' own machine decides");
      }
    }
  }
}
