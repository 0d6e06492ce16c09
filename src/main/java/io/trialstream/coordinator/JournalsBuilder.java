package io.trialstream.coordinator;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds {@link Journals}, with a changelog and without a cache of Kafka Streams' own. */
final class JournalsBuilder implements StoreBuilder<Journals> {

  @Override
  public String name() {
    return Journals.NAME;
  }

  @Override
  public Journals build() {
    return new Journals();
  }

  /**
   * Compaction leaves alone what a topic's latest file holds, a gigabyte by default, and a restart
   * would read the journals of all experiments that ended in it.
   */
  @Override
  public Map<String, String> logConfig() {
    return Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(32 << 20));
  }

  @Override
  public boolean loggingEnabled() {
    return true;
  }

  @Override
  public StoreBuilder<Journals> withCachingEnabled() {
    throw new UnsupportedOperationException("journals are no cache");
  }

  @Override
  public StoreBuilder<Journals> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<Journals> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("journals are always logged, with default settings");
  }

  @Override
  public StoreBuilder<Journals> withLoggingDisabled() {
    throw new UnsupportedOperationException("journals without a changelog would lose experiments");
  }
}
