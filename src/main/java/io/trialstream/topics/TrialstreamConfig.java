package io.trialstream.topics;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of everything that talks to Kafka. The keys are those of {@link ConfigKeys};
 * Kafka's own security settings are taken as they are, and what starts with {@code producer.},
 * {@code consumer.}, {@code admin.} or {@code streams.} goes to those clients untouched. Immutable.
 */
public final class TrialstreamConfig extends AbstractConfig {
  /** Servers hear of a rebalance, and a partition waits between two of them, this long at most. */
  private static final int HEARTBEAT_MS = 500;

  /**
   * @param values settings by key; what is absent has its default
   * @throws ConfigException with a sentence, on a bad value or an unknown key
   */
  public TrialstreamConfig(Map<String, ?> values) {
    super(ConfigKeys.DEFINITION, values, false);
    ConfigKeys.requireKnown(values.keySet());
    long heartbeat = heartbeatIntervalMs();
    if (leaseDurationMs() < 2 * heartbeat) {
      throw new ConfigException(
          ConfigKeys.LEASE_DURATION_MS,
          leaseDurationMs(),
          "it must be at least twice %s (%d), or one late heartbeat loses a trial"
              .formatted(ConfigKeys.HEARTBEAT_INTERVAL_MS, heartbeat));
    }
  }

  /** The topics under {@code topic.prefix}. */
  public Topics topics() {
    return new Topics(getString(ConfigKeys.TOPIC_PREFIX));
  }

  /** The brokers, {@code host:port} with commas between. */
  public String bootstrapServers() {
    return String.join(",", getList(ConfigKeys.BOOTSTRAP_SERVERS));
  }

  /** The partitions of each topic whose key is the experiment. */
  public int topicPartitions() {
    return getInt(ConfigKeys.TOPIC_PARTITIONS);
  }

  /** The partitions of a pool's topic. */
  public int poolPartitions() {
    return getInt(ConfigKeys.POOL_PARTITIONS);
  }

  /** The partitions of {@code commands}: the inboxes that agents share. */
  public int commandsPartitions() {
    return getInt(ConfigKeys.COMMANDS_PARTITIONS);
  }

  /** The replicas of each topic; -1 for the broker's default. */
  public short replicationFactor() {
    return getShort(ConfigKeys.REPLICATION_FACTOR);
  }

  /** How long the log of an experiment is kept, in milliseconds; -1 for ever. */
  public long experimentRetentionMs() {
    return getLong(ConfigKeys.EXPERIMENT_RETENTION_MS);
  }

  /** The Streams application's id. */
  public String applicationId() {
    String given = getString(ConfigKeys.APPLICATION_ID);
    return given.isEmpty() ? topics().named("coordinator") : given;
  }

  /** How long a silent server keeps its partitions, in milliseconds. */
  public int sessionTimeoutMs() {
    return getInt(ConfigKeys.SESSION_TIMEOUT_MS);
  }

  /** The time between two commits of the coordinator, in milliseconds. */
  public long commitIntervalMs() {
    return getLong(ConfigKeys.COMMIT_INTERVAL_MS);
  }

  /** The lease of a running trial, in milliseconds. */
  public long leaseDurationMs() {
    return getLong(ConfigKeys.LEASE_DURATION_MS);
  }

  /** The time between two heartbeats of an execution, in milliseconds. */
  public long heartbeatIntervalMs() {
    return getLong(ConfigKeys.HEARTBEAT_INTERVAL_MS);
  }

  /** The time between two looks at leases, limits and changed views, in milliseconds. */
  public long tickIntervalMs() {
    return getLong(ConfigKeys.TICK_INTERVAL_MS);
  }

  /** The threads of a server on which models work. */
  public int samplerThreads() {
    int given = getInt(ConfigKeys.SAMPLER_THREADS);
    return given > 0 ? given : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** The time between SIGTERM and SIGKILL, in milliseconds. */
  public long stopGraceMs() {
    return getLong(ConfigKeys.STOP_GRACE_MS);
  }

  /** The settings of a plain producer. */
  public Map<String, Object> producer() {
    return client(ConfigKeys.PRODUCER_PREFIX);
  }

  /** The settings of a plain or share consumer. */
  public Map<String, Object> consumer() {
    return client(ConfigKeys.CONSUMER_PREFIX);
  }

  /** The settings of an admin client. */
  public Map<String, Object> admin() {
    Map<String, Object> settings = common();
    // A broker that is not there is said within ten seconds.
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    settings.putAll(originalsWithPrefix(ConfigKeys.ADMIN_PREFIX));
    return settings;
  }

  /** The settings of the Streams application. */
  public Map<String, Object> streams() {
    Map<String, Object> settings = common();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, getString(ConfigKeys.STATE_DIR));
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, getLong(ConfigKeys.COMMIT_INTERVAL_MS));
    settings.put(
        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, getInt(ConfigKeys.NUM_STANDBY_REPLICAS));
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) replicationFactor());
    int session = sessionTimeoutMs();
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(session / 3, HEARTBEAT_MS));
    settings.putAll(originalsWithPrefix(ConfigKeys.STREAMS_PREFIX));
    return settings;
  }

  private Map<String, Object> client(String prefix) {
    Map<String, Object> settings = common();
    settings.putAll(originalsWithPrefix(prefix));
    return settings;
  }

  /** What every client is given: where the brokers are, and how to be let in. */
  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    String clientId = getString(ConfigKeys.CLIENT_ID);
    if (!clientId.isEmpty()) {
      settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    }
    originals()
        .forEach(
            (key, value) -> {
              if (ConfigKeys.SECURITY.contains(key)) {
                settings.put(key, value);
              }
            });
    return settings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrialstreamConfig that && originals().equals(that.originals());
  }

  @Override
  public int hashCode() {
    return originals().hashCode();
  }

  /** The keys that were given, with their values where those are ours and no secrets. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>();
    originals()
        .forEach(
            (key, value) ->
                shown.put(key, ConfigKeys.isShown(key) ? Objects.toString(value) : "(hidden)"));
    return "TrialstreamConfig" + shown;
  }
}
