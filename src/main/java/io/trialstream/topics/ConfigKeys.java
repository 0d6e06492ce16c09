package io.trialstream.topics;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SecurityConfig;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Utils;

/** The keys of {@link TrialstreamConfig}: what each means, its default, what it may be. */
public final class ConfigKeys {
  public static final String BOOTSTRAP_SERVERS = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
  public static final String CLIENT_ID = CommonClientConfigs.CLIENT_ID_CONFIG;
  public static final String TOPIC_PREFIX = "topic.prefix";
  public static final String TOPIC_PARTITIONS = "topic.partitions";
  public static final String POOL_PARTITIONS = "pool.partitions";
  public static final String COMMANDS_PARTITIONS = "commands.partitions";
  public static final String REPLICATION_FACTOR = "replication.factor";
  public static final String EXPERIMENT_RETENTION_MS = "experiment.retention.ms";
  public static final String APPLICATION_ID = "application.id";
  public static final String STATE_DIR = "state.dir";
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String NUM_STANDBY_REPLICAS = "num.standby.replicas";
  public static final String SESSION_TIMEOUT_MS = "session.timeout.ms";
  public static final String LEASE_DURATION_MS = "lease.duration.ms";
  public static final String HEARTBEAT_INTERVAL_MS = "heartbeat.interval.ms";
  public static final String TICK_INTERVAL_MS = "tick.interval.ms";
  public static final String SAMPLER_THREADS = "sampler.threads";
  public static final String STOP_GRACE_MS = "stop.grace.ms";
  public static final String SCHEMA_REGISTRY_URL = RegistryKeys.URL;

  /** Starts a setting of the plain producers. */
  public static final String PRODUCER_PREFIX = "producer.";

  /** Starts a setting of the plain and share consumers. */
  public static final String CONSUMER_PREFIX = "consumer.";

  /** Starts a setting of the admin clients. */
  public static final String ADMIN_PREFIX = "admin.";

  /** Starts a setting of the Streams application. */
  public static final String STREAMS_PREFIX = "streams.";

  /** Start settings that are handed on to Kafka's clients. */
  static final List<String> PREFIXES =
      List.of(PRODUCER_PREFIX, CONSUMER_PREFIX, ADMIN_PREFIX, STREAMS_PREFIX);

  /** Kafka's own security settings, given to every client as they are. */
  static final Set<String> SECURITY = security().names();

  private static final ConfigDef OWN = RegistryKeys.define(own());

  /** All keys. */
  public static final ConfigDef DEFINITION = all();

  private ConfigKeys() {}

  private static ConfigDef own() {
    return new ConfigDef()
        .define(
            BOOTSTRAP_SERVERS,
            Type.LIST,
            "127.0.0.1:9092",
            HIGH,
            "The Kafka brokers, host:port with commas between.")
        .define(
            CLIENT_ID,
            Type.STRING,
            "",
            LOW,
            "The clients' name in the brokers' logs, quotas and metrics; empty: Kafka numbers them.")
        .define(
            TOPIC_PREFIX,
            Type.STRING,
            "trialstream.",
            new TopicPrefix(),
            HIGH,
            "Starts the name of every topic.")
        .define(
            TOPIC_PARTITIONS,
            Type.INT,
            8,
            between(1, 10_000),
            HIGH,
            "The partitions of each topic whose key is the experiment; fixed when the topics are created.")
        .define(
            POOL_PARTITIONS,
            Type.INT,
            1,
            between(1, 10_000),
            MEDIUM,
            "The partitions of a worker pool's topic. Kafka deals partitions out to the workers, not trials: with more than one, the trials of a busy worker's partitions wait while another worker is idle.")
        .define(
            COMMANDS_PARTITIONS,
            Type.INT,
            16,
            between(1, 10_000),
            MEDIUM,
            "The inboxes on which agents receive stop and kill orders; agents share them.")
        .define(
            REPLICATION_FACTOR,
            Type.SHORT,
            (short) -1,
            new ReplicationFactor(),
            HIGH,
            "The replicas of every topic; -1: the broker's default.")
        .define(
            EXPERIMENT_RETENTION_MS,
            Type.LONG,
            -1L,
            atLeast(-1L),
            MEDIUM,
            "How long requests, suggestions, metrics and decisions are kept, in milliseconds; -1: for ever. Must be longer than the longest experiment.")
        .define(
            APPLICATION_ID,
            Type.STRING,
            "",
            MEDIUM,
            "The coordinator's Kafka Streams application id, one for each set of topics; empty: topic.prefix and \"coordinator\", such as trialstream-coordinator.")
        .define(
            STATE_DIR,
            Type.STRING,
            Path.of(System.getProperty("user.home"), ".trialstream", "state").toString(),
            new ConfigDef.NonEmptyString(),
            HIGH,
            "The folder of the coordinator's local state, rebuilt from the log where it is lost. Each server on a machine needs its own.")
        .define(
            COMMIT_INTERVAL_MS,
            Type.LONG,
            100L,
            between(1, 60_000),
            MEDIUM,
            "The time between two commits of the coordinator, in milliseconds.")
        .define(
            NUM_STANDBY_REPLICAS,
            Type.INT,
            0,
            atLeast(0),
            MEDIUM,
            "The warm copies of each partition's state on other servers.")
        .define(
            SESSION_TIMEOUT_MS,
            Type.INT,
            6_000,
            atLeast(3),
            MEDIUM,
            "How long a silent server keeps its experiments before another takes them over, in milliseconds; within the broker's group.min.session.timeout.ms and group.max.session.timeout.ms.")
        .define(
            LEASE_DURATION_MS,
            Type.LONG,
            15_000L,
            atLeast(2),
            MEDIUM,
            "How long a trial stays with a silent worker before it is lost, in milliseconds; at least twice heartbeat.interval.ms.")
        .define(
            HEARTBEAT_INTERVAL_MS,
            Type.LONG,
            3_000L,
            atLeast(1),
            MEDIUM,
            "The time between two heartbeats of a running trial, in milliseconds.")
        .define(
            TICK_INTERVAL_MS,
            Type.LONG,
            50L,
            between(1, 60_000),
            LOW,
            "The time between two looks of the coordinator at leases, limits and changed views, in milliseconds.")
        .define(
            SAMPLER_THREADS,
            Type.INT,
            0,
            between(0, 1000),
            MEDIUM,
            "The threads of a server on which models of experiments are fitted and suggest trials; 0: half of its cores, at least one.")
        .define(
            STOP_GRACE_MS,
            Type.LONG,
            5_000L,
            atLeast(0),
            MEDIUM,
            "The time that a training process has between SIGTERM and SIGKILL, in milliseconds.");
  }

  private static ConfigDef security() {
    return new ConfigDef()
        .define(
            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
            Type.STRING,
            CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL,
            ConfigDef.CaseInsensitiveValidString.in(Utils.enumOptions(SecurityProtocol.class)),
            MEDIUM,
            CommonClientConfigs.SECURITY_PROTOCOL_DOC)
        .define(
            SecurityConfig.SECURITY_PROVIDERS_CONFIG,
            Type.STRING,
            null,
            LOW,
            SecurityConfig.SECURITY_PROVIDERS_DOC)
        .withClientSslSupport()
        .withClientSaslSupport();
  }

  private static ConfigDef all() {
    ConfigDef all = new ConfigDef(OWN);
    security().configKeys().values().forEach(all::define);
    return all;
  }

  /** Whether the key is one of ours, rather than one of Kafka's security settings. */
  static boolean isOwn(String key) {
    return OWN.names().contains(key);
  }

  /** The keys that are ours. */
  static Set<String> ownKeys() {
    return OWN.names();
  }

  /** Whether there is such a key. */
  static boolean isKnown(String key) {
    return DEFINITION.names().contains(key);
  }

  /** Whether the key starts with a prefix of those whose settings are handed on. */
  static boolean isPassedOn(String key) {
    return PREFIXES.stream().anyMatch(p -> key.startsWith(p) && key.length() > p.length());
  }

  /** Characters that a topic's name may have, and room for the rest of the name. */
  private static final class TopicPrefix implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
      if (!(value instanceof String prefix) || !prefix.matches("[a-zA-Z0-9._-]{0,100}")) {
        throw new ConfigException(
            name, value, "letters, digits, '.', '_' and '-', at most 100 of them, were expected");
      }
    }

    @Override
    public String toString() {
      return "letters, digits, '.', '_' and '-', at most 100";
    }
  }

  /** -1, or at least 1. */
  private static final class ReplicationFactor implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
      if (!(value instanceof Short factor) || (factor < 1 && factor != -1)) {
        throw new ConfigException(
            name, value, "-1 (the broker's default) or at least 1 was expected");
      }
    }

    @Override
    public String toString() {
      return "-1 or [1,...]";
    }
  }
}
