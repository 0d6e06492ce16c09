package io.trialstream.topics;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The commands that read the configuration, by what each does with it. */
public enum ConfigReader {
  /** The REST API and the coordinator; {@code run} has one too. */
  SERVER,
  /** An agent that runs trials; {@code run} and {@code server --slots} have one too. */
  WORKER,
  /** {@code topics create} and {@code topics describe}. */
  TOPICS,
  /** {@code tail}. */
  TAIL;

  private static final Set<ConfigReader> COORDINATOR = EnumSet.of(SERVER);
  private static final Set<ConfigReader> AGENT = EnumSet.of(WORKER);
  private static final Set<ConfigReader> CREATORS = EnumSet.of(SERVER, WORKER, TOPICS);

  /** The keys that not all of them read. */
  private static final Map<String, Set<ConfigReader>> SOME =
      Map.ofEntries(
          Map.entry(ConfigKeys.TOPIC_PARTITIONS, CREATORS),
          Map.entry(ConfigKeys.POOL_PARTITIONS, CREATORS),
          Map.entry(ConfigKeys.COMMANDS_PARTITIONS, CREATORS),
          Map.entry(ConfigKeys.REPLICATION_FACTOR, CREATORS),
          Map.entry(ConfigKeys.EXPERIMENT_RETENTION_MS, CREATORS),
          Map.entry(ConfigKeys.APPLICATION_ID, EnumSet.of(SERVER, TOPICS)),
          Map.entry(ConfigKeys.STATE_DIR, COORDINATOR),
          Map.entry(ConfigKeys.COMMIT_INTERVAL_MS, COORDINATOR),
          Map.entry(ConfigKeys.NUM_STANDBY_REPLICAS, COORDINATOR),
          Map.entry(ConfigKeys.SESSION_TIMEOUT_MS, COORDINATOR),
          Map.entry(ConfigKeys.LEASE_DURATION_MS, COORDINATOR),
          Map.entry(ConfigKeys.TICK_INTERVAL_MS, COORDINATOR),
          Map.entry(ConfigKeys.SAMPLER_THREADS, COORDINATOR),
          Map.entry(ConfigKeys.HEARTBEAT_INTERVAL_MS, AGENT),
          Map.entry(ConfigKeys.STOP_GRACE_MS, AGENT));

  /** Who reads the key. */
  static Set<ConfigReader> of(String key) {
    return SOME.getOrDefault(key, EnumSet.allOf(ConfigReader.class));
  }

  /** Who reads the key, as a person reads it: {@code server, worker}, or {@code all}. */
  static String names(String key) {
    Set<ConfigReader> readers = of(key);
    return readers.size() == values().length
        ? "all"
        : readers.stream()
            .map(reader -> reader.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }
}
