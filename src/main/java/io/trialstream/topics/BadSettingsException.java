package io.trialstream.topics;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings that cannot be used; the message has a sentence a line, none of which shows a secret.
 */
public final class BadSettingsException extends ConfigException {
  private static final long serialVersionUID = 1L;

  BadSettingsException(String sentence) {
    super(sentence);
  }

  BadSettingsException(List<String> sentences) {
    super(String.join("\n", sentences));
  }
}
