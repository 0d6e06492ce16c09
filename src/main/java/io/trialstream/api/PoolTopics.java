package io.trialstream.api;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.topics.BrokerUnreachableException;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import io.trialstream.topics.WireStart;
import io.trialstream.topics.schema.RegistryException;
import org.apache.kafka.common.KafkaException;

/** The worker pools by their topics: a worker creates its pool's when it first starts. */
public final class PoolTopics implements Pools, AutoCloseable {
  private final Topics topics;
  private final TopicAdmin admin;

  public PoolTopics(TrialstreamConfig config) {
    this.topics = config.topics();
    this.admin = TopicAdmin.open(config);
  }

  @Override
  public boolean exists(String pool) throws RequestRefusedException {
    try {
      boolean exists = admin.poolExists(pool);
      if (exists) {
        WireStart.register(topics.trials(pool));
      }
      return exists;
    } catch (BrokerUnreachableException | RegistryException | KafkaException e) {
      throw new RequestRefusedException(
          Kind.UNAVAILABLE,
          "Pool '%s' cannot be used at the moment: %s".formatted(pool, e.getMessage()),
          e);
    }
  }

  @Override
  public String topic(String pool) {
    return topics.trials(pool).name();
  }

  @Override
  public void close() {
    admin.close();
  }
}
