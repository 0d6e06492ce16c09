package io.trialstream.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates and checks the topics. Every method throws {@link BrokerUnreachableException} where no
 * broker answers within about ten seconds, and {@link TopicAdminException} with a sentence where
 * the broker cannot do what is asked.
 */
public final class TopicAdmin implements AutoCloseable {
  private static final Pattern POOL = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);

  private final TrialstreamConfig config;
  private final AdminCalls calls;

  private TopicAdmin(TrialstreamConfig config) {
    this.config = config;
    this.calls = new AdminCalls(config);
  }

  /** Opens an admin client; it connects at the first call. */
  public static TopicAdmin open(TrialstreamConfig config) {
    return new TopicAdmin(config);
  }

  /**
   * Creates the topics that are missing, the pools' apart; those that exist are left as they are.
   *
   * @return the names of those that were created
   * @throws TopicAdminException also where one that exists does not fit
   */
  public List<String> create() {
    requireSupported();
    List<TopicLayout> layouts = TopicLayout.all(config);
    SortedSet<String> existing = names();
    List<TopicLayout> others = others(existing);
    List<TopicLayout> all = new ArrayList<>(layouts);
    all.addAll(others);
    require(check(all).misfits(all));
    if (!existing.containsAll(layouts.stream().map(TopicLayout::name).toList())) {
      require(new ClusterCheck(calls).problems());
    }
    List<String> created = create(layouts);
    // What the brokers add by themselves is known only now.
    require(check(layouts).misfits(layouts));
    return created;
  }

  private static void require(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new TopicAdminException(String.join("\n", problems));
    }
  }

  /** The topics of the pools and of the coordinator's state. */
  private List<TopicLayout> others(SortedSet<String> existing) {
    List<TopicLayout> others = new ArrayList<>();
    String pools = config.topics().trials("").name();
    String state = config.applicationId() + "-";
    for (String name : existing) {
      if (name.startsWith(pools) && name.length() > pools.length()) {
        others.add(TopicLayout.pool(config, name.substring(pools.length())));
      } else if (name.startsWith(state) && name.endsWith("-changelog")) {
        others.add(TopicLayout.changelog(config, name));
      }
    }
    return others;
  }

  /**
   * Creates a pool's topic where it is missing, and has its share group begin with the first
   * suggestion and read committed ones only, which is not what Kafka does by itself.
   *
   * @return whether it was missing
   * @throws TopicAdminException also where no topic can have this name
   */
  public boolean ensurePool(String pool) {
    if (!POOL.matcher(pool).matches()) {
      throw new TopicAdminException(
          "A pool cannot be called '%s': letters, digits, '.', '_' and '-' were expected, at most 100."
              .formatted(pool));
    }
    requireSupported();
    setGroup(config.topics().shareGroup(pool));
    List<TopicLayout> layouts = List.of(TopicLayout.pool(config, pool));
    boolean missing = !create(layouts).isEmpty();
    require(check(layouts).misfits(layouts));
    return missing;
  }

  /** Whether the pool's topic exists. */
  public boolean poolExists(String pool) {
    return pools().contains(pool);
  }

  /** The pools that have a topic. */
  public SortedSet<String> pools() {
    String prefix = config.topics().trials("").name();
    SortedSet<String> pools = new TreeSet<>();
    for (String name : names()) {
      if (name.startsWith(prefix)) {
        pools.add(name.substring(prefix.length()));
      }
    }
    return pools;
  }

  /**
   * Whether the topics, the pools' apart, are there and as the configuration has them.
   *
   * @return what is wrong and what to do, a sentence each; empty where all is well
   */
  public List<String> verify() {
    List<TopicLayout> layouts = TopicLayout.all(config);
    return check(layouts).problems(layouts);
  }

  /** As {@link #verify}, of the pools' topics and those of the coordinator's state. */
  public List<String> verifyOthers() {
    List<TopicLayout> layouts = others(names());
    return check(layouts).misfits(layouts);
  }

  /**
   * Requires that the client may do what a server does.
   *
   * @throws TopicAdminException with a sentence for each right that is missing
   */
  public void requireServerRights() {
    require(new Access(config, calls).missingOfServer());
  }

  /**
   * Requires that the client may do what a worker of the pool does; its topic exists.
   *
   * @throws TopicAdminException with a sentence for each right that is missing
   */
  public void requireWorkerRights(String pool) {
    require(new Access(config, calls).missingOfWorker(pool));
  }

  private SortedSet<String> names() {
    return new TreeSet<>(calls.await(calls.admin().listTopics().names()));
  }

  private TopicCheck check(List<TopicLayout> layouts) {
    Map<String, TopicDescription> found =
        calls.describe(layouts.stream().map(TopicLayout::name).toList());
    return new TopicCheck(found, calls.settings(found.keySet()));
  }

  /** The topics that exist, the pools' included, in order of name. */
  public List<TopicStatus> describe() {
    List<String> names = new ArrayList<>();
    TopicLayout.all(config).forEach(layout -> names.add(layout.name()));
    pools().forEach(pool -> names.add(config.topics().trials(pool).name()));
    Map<String, TopicDescription> found = calls.describe(names);
    Map<String, Long> records = calls.records(found.values());
    Map<String, Config> settings = calls.settings(found.keySet());
    List<TopicStatus> statuses = new ArrayList<>();
    found.forEach(
        (name, description) -> {
          Config config = settings.get(name);
          if (config != null) {
            statuses.add(TopicStatus.of(description, records.getOrDefault(name, 0L), config));
          }
        });
    return statuses;
  }

  private List<String> create(List<TopicLayout> layouts) {
    List<String> missing = new ArrayList<>(layouts.stream().map(TopicLayout::name).toList());
    missing.removeAll(calls.describe(missing).keySet());
    short replicas = config.replicationFactor();
    calls
        .admin()
        .createTopics(
            layouts.stream()
                .filter(layout -> missing.contains(layout.name()))
                .map(layout -> layout.newTopic(replicas))
                .toList())
        .values()
        .forEach(
            (name, answer) -> {
              try {
                calls.await(answer);
              } catch (TopicExistsException e) {
                // Somebody else created it at the same moment.
                missing.remove(name);
              } catch (InvalidReplicationFactorException e) {
                throw new TopicAdminException(
                    "Topic %s cannot be created: %s Start more brokers, or set %s."
                        .formatted(
                            name,
                            e.getMessage(),
                            config.setting(ConfigKeys.REPLICATION_FACTOR).named()),
                    e);
              } catch (TopicAdminException e) {
                throw e.getCause() instanceof AuthorizationException
                    ? new TopicAdminException(
                        "Topic %s is missing, and this client's user has no right to create it: grant it with kafka-acls.sh --add --allow-principal User:NAME --operation Create --topic %s, or have somebody run trialstream topics create."
                            .formatted(name, name),
                        e.getCause())
                    : e;
              } catch (KafkaException e) {
                throw new TopicAdminException(
                    "Topic %s cannot be created: %s".formatted(name, e.getMessage()), e);
              }
            });
    awaitVisible(missing);
    return missing;
  }

  /** The broker answers for a topic a moment after the controller has created it. */
  private void awaitVisible(List<String> names) {
    long start = System.nanoTime();
    while (calls.describe(names).size() < names.size()) {
      if (System.nanoTime() - start > VISIBLE_WITHIN.toNanos()) {
        throw new TopicAdminException(
            "The topics %s were created, but do not appear within %s"
                .formatted(names, VISIBLE_WITHIN));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void setGroup(String group) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    List<AlterConfigOp> settings =
        List.of(
            set("share.auto.offset.reset", "earliest"),
            set("share.isolation.level", "read_committed"));
    calls.await(calls.admin().incrementalAlterConfigs(Map.of(resource, settings)).all());
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  /**
   * Requires a Kafka that has share groups, and lets every kind of client in.
   *
   * @throws TopicAdminException with a sentence where it has not, or does not
   */
  public void requireSupported() {
    require(calls);
    for (Map<String, Object> client : config.ownLogins()) {
      try (AdminCalls own = new AdminCalls(config, client)) {
        require(own);
      }
    }
  }

  private void require(AdminCalls client) {
    BrokerFeatures.of(client.await(client.admin().describeFeatures().featureMetadata()))
        .problem(config.bootstrapServers())
        .ifPresent(
            sentence -> {
              throw new TopicAdminException(sentence);
            });
  }

  @Override
  public void close() {
    calls.close();
  }
}
