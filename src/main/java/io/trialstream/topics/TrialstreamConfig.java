package io.trialstream.topics;

import io.trialstream.topics.schema.SchemaRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of everything that talks to Kafka. The keys are those of {@link ConfigKeys};
 * Kafka's own security settings are taken as they are, and what starts with {@code producer.},
 * {@code consumer.}, {@code admin.} or {@code streams.} goes to those clients untouched, except for
 * what {@link Reserved} refuses. Immutable, but that the topics remember what they learn of a
 * schema registry.
 */
public final class TrialstreamConfig extends AbstractConfig {
  /** Servers hear of a rebalance, and a partition waits between two of them, this long at most. */
  private static final int HEARTBEAT_MS = 500;

  private final GivenSettings given;
  private final WireFormat format;

  /**
   * @param values settings by key; what is absent has its default
   * @throws BadSettingsException with a sentence for each bad value or unknown key
   */
  public TrialstreamConfig(Map<String, ?> values) {
    this(GivenSettings.of(values));
  }

  /**
   * @param given the settings; what is absent has its default
   * @throws BadSettingsException with a sentence for each bad value or unknown key
   */
  public TrialstreamConfig(GivenSettings given) {
    super(ConfigKeys.DEFINITION, checked(given).values(), false);
    this.given = given;
    this.format =
        getString(ConfigKeys.SCHEMA_REGISTRY_URL).isEmpty()
            ? WireFormat.singleObject()
            : WireFormat.of(new SchemaRegistry(RegistryKeys.settings(this)));
    long heartbeat = heartbeatIntervalMs();
    if (leaseDurationMs() < 2 * heartbeat) {
      throw new BadSettingsException(
          "%s: it must be at least twice %s, or one late heartbeat loses a trial."
              .formatted(
                  setting(ConfigKeys.LEASE_DURATION_MS).shown(),
                  setting(ConfigKeys.HEARTBEAT_INTERVAL_MS).shown()));
    }
  }

  private static GivenSettings checked(GivenSettings given) {
    List<String> problems = SettingCheck.problems(given);
    if (!problems.isEmpty()) {
      throw new BadSettingsException(problems);
    }
    return given;
  }

  /**
   * What is in effect, for a person to read: all that the readers read of ours, and what was given
   * besides, in order of their keys. The values are as they may be shown: secrets hidden, nothing
   * that a terminal obeys.
   */
  public List<Setting> effective(Set<ConfigReader> readers) {
    TreeSet<String> keys = new TreeSet<>(ConfigKeys.ownKeys());
    keys.removeIf(key -> Collections.disjoint(ConfigReader.of(key), readers));
    // How to reach a registry says nothing where there is none.
    keys.removeIf(RegistryKeys::isDetail);
    given.all().forEach(setting -> keys.add(setting.key()));
    return keys.stream()
        .map(this::setting)
        .map(s -> new Setting(Secrets.printable(s.key()), Secrets.shown(s), s.source()))
        .toList();
  }

  /** What will probably not do what was meant, a sentence each. */
  public List<String> warnings() {
    return SettingCheck.warnings(given);
  }

  /** The sentence without the secrets of this configuration, for what a library says. */
  public String withoutSecrets(String sentence) {
    return Secrets.hide(sentence, given.all());
  }

  /** The setting in effect, or the default. */
  Setting setting(String key) {
    return given
        .get(key)
        .orElseGet(
            () -> {
              ConfigDef.ConfigKey known = ConfigKeys.DEFINITION.configKeys().get(key);
              if (known == null || known.defaultValue == null) {
                return new Setting(key, "", Setting.DEFAULT);
              }
              String value = ConfigDef.convertToString(known.defaultValue, known.type);
              return new Setting(key, value, Setting.DEFAULT);
            });
  }

  /** The topics under {@code topic.prefix}. */
  public Topics topics() {
    return new Topics(getString(ConfigKeys.TOPIC_PREFIX), format);
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
    patience(settings);
    settings.putAll(originalsWithPrefix(ConfigKeys.ADMIN_PREFIX));
    return settings;
  }

  /** Whether some kind of client has security settings of its own. */
  boolean clientsDiffer() {
    return !ownLogins().isEmpty();
  }

  /** An admin client's settings for each kind of client that has security settings of its own. */
  List<Map<String, Object>> ownLogins() {
    List<Map<String, Object>> logins = new ArrayList<>();
    for (KafkaClient client :
        List.of(KafkaClient.PRODUCER, KafkaClient.CONSUMER, KafkaClient.STREAMS)) {
      Map<String, Object> own = new HashMap<>(originalsWithPrefix(client.prefix()));
      own.keySet().retainAll(ConfigKeys.SECURITY);
      if (!own.isEmpty()) {
        Map<String, Object> settings = common();
        patience(settings);
        settings.putAll(own);
        logins.add(settings);
      }
    }
    return logins;
  }

  /** A broker that is not there is said within ten seconds. */
  private static void patience(Map<String, Object> settings) {
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
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

  /** What was given, secrets hidden. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>();
    given.all().forEach(setting -> shown.put(setting.key(), Secrets.shown(setting)));
    return "TrialstreamConfig" + shown;
  }
}
