package io.trialstream.topics;

import java.util.Map;

/** The configuration of everything that talks to Kafka: documented keys, defaults, validators. */
public final class TrialstreamConfig {

  /**
   * @param values settings by key; what is absent has its default
   * @throws org.apache.kafka.common.config.ConfigException with a sentence, on a bad value
   */
  public TrialstreamConfig(Map<String, ?> values) {
    throw new UnsupportedOperationException(values.toString());
  }

  /** The topics under {@code topic.prefix}. */
  public Topics topics() {
    throw new UnsupportedOperationException();
  }
}
