package io.trialstream.coordinator;

import io.trialstream.meters.Meters;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running Streams application. */
public final class Coordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** Partitions that are restored at a time on servers which do not have them yet. */
  private static final int WARMUPS = 16;

  /** As short as Kafka Streams allows: how soon a restored partition is noticed. */
  private static final long SHORTEST_PROBING_MS = 60_000;

  /**
   * The changelog records that a server may be behind and take a partition over at once. A quarter
   * of a second of one with a thousand busy experiments: less would never let it move.
   */
  private static final long ACCEPTABLE_LAG = 2_500;

  /** How long a thread waits for records before it looks at what else there is to do. */
  private static final long POLL_MS = 10;

  private static final String KAFKA_METERS = "coordinator";

  /** Whether the application works. */
  public enum Health {
    /** It has not run yet: no answers. */
    STARTING,
    /** It runs. */
    RUNNING,
    /** It has run, and partitions come or go: it answers for those that it keeps. */
    REBALANCING,
    /** It failed and does not come back by itself. */
    FAILED
  }

  private final HostInfo own;
  private final KafkaStreams streams;
  private final Admin admin;
  private final ProducerLostMarks lostMarks;
  private final LogImports imports;
  private final BoundedRocksDb.Memory memory;
  private final Map<String, ExperimentView> views;
  private final Map<String, AskedExperiment> asked;
  private final LeftTransactions left;
  private final ModelThreads modelThreads;
  private final Meters meters;
  private final EndedExperiments ended = new EndedExperiments();
  private volatile boolean hasRun;

  private Coordinator(
      HostInfo own,
      KafkaStreams streams,
      Admin admin,
      ProducerLostMarks lostMarks,
      LogImports imports,
      BoundedRocksDb.Memory memory,
      Map<String, ExperimentView> views,
      Map<String, AskedExperiment> asked,
      LeftTransactions left,
      ModelThreads modelThreads,
      Meters meters) {
    this.own = own;
    this.streams = streams;
    this.admin = admin;
    this.lostMarks = lostMarks;
    this.imports = imports;
    this.memory = memory;
    this.views = views;
    this.asked = asked;
    this.left = left;
    this.modelThreads = modelThreads;
    this.meters = meters;
  }

  /**
   * Starts the application; returns at once. The topics must exist.
   *
   * @param host the address under which other instances reach this one's REST API
   * @param port its port
   * @param meters where it counts what it does
   * @throws StreamsException where the state folder is in use by another instance
   */
  public static Coordinator start(TrialstreamConfig config, String host, int port, Meters meters) {
    Map<String, ExperimentView> views = new ConcurrentHashMap<>();
    Map<String, AskedExperiment> asked = new ConcurrentHashMap<>();
    Admin admin = Admin.create(config.admin());
    ProducerLostMarks lostMarks = new ProducerLostMarks(config);
    LogImports imports = new LogImports(config);
    BoundedRocksDb.Memory memory = new BoundedRocksDb.Memory();
    ModelThreads modelThreads = new ModelThreads(config.samplerThreads(), meters.registry());
    try {
      Surroundings surroundings =
          new Surroundings(
              config,
              new AdminLogEnds(admin, config.topics()),
              lostMarks,
              imports,
              modelThreads,
              views,
              new Showings(),
              new CoordinatorMeters(meters.registry()).reading(config.topics()),
              asked);
      KafkaStreams streams =
          new KafkaStreams(
              CoordinatorTopology.build(surroundings),
              new StreamsConfig(settings(config, host, port, memory)));
      streams.setUncaughtExceptionHandler(Coordinator::onFailure);
      LeftTransactions left =
          LeftTransactions.of(admin, config, InstanceId.transactionalIds(config));
      Coordinator coordinator =
          new Coordinator(
              new HostInfo(host, port),
              streams,
              admin,
              lostMarks,
              imports,
              memory,
              views,
              asked,
              left,
              modelThreads,
              meters);
      meters.kafka().topics(config.topics().prefix());
      meters.kafka().watch(KAFKA_METERS, streams);
      streams.setStateListener((now, before) -> coordinator.changed(now));
      streams.start();
      return coordinator;
    } catch (RuntimeException e) {
      modelThreads.close();
      lostMarks.close();
      imports.close();
      admin.close(Duration.ZERO);
      memory.close();
      throw e;
    }
  }

  private static StreamThreadExceptionResponse onFailure(Throwable failure) {
    LOG.atError().setCause(failure).log("A stream thread failed");
    return failure instanceof Error || isOurs(failure)
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /**
   * A failure of our own code, or a record that no topic takes, comes back with the same input; one
   * of the brokers may pass.
   */
  private static boolean isOurs(Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof org.apache.kafka.common.errors.ApiException) {
        return cause instanceof RecordTooLargeException;
      }
      cause = cause.getCause();
    }
    return true;
  }

  private void changed(KafkaStreams.State state) {
    if (state == KafkaStreams.State.RUNNING) {
      hasRun = true;
    }
    if (state == KafkaStreams.State.REBALANCING) {
      left.endWhile(() -> streams.state() == KafkaStreams.State.REBALANCING);
    }
  }

  static Map<String, Object> settings(
      TrialstreamConfig config, String host, int port, BoundedRocksDb.Memory memory) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, host + ":" + port);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    settings.put(BoundedRocksDb.MEMORY, memory);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    // Nothing depends on the order between topics: what follows a request is written behind it, and
    // leases are audited up to both ends. To wait for the others' records would hold up stops.
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // Those who ask for trials over HTTP wait for the stream thread, which waits for records.
    settings.put(StreamsConfig.POLL_MS_CONFIG, 10L);
    // A commit that a busy broker has not finished holds up the next stop: ask again soon.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 20L);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 200L);
    // A crashed instance's transaction must not hold up readers for the default minute.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    // Workers wait for models that are done: a thread without records looks after them this often.
    settings.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
    // Stops are urgent: fetches answer as soon as there is a record.
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
    // A server that is added restores beside those that work, and takes over when it is level.
    settings.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARMUPS);
    settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, SHORTEST_PROBING_MS);
    settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ACCEPTABLE_LAG);
    settings.putAll(config.streams());
    // Without it decisions could be lost or doubled: not a matter of configuration.
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    Path stateDir = Path.of(String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG)));
    settings.putIfAbsent(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        InstanceId.in(stateDir));
    return settings;
  }

  /** Whether it works. */
  public Health health() {
    return switch (streams.state()) {
      case RUNNING -> Health.RUNNING;
      case CREATED -> Health.STARTING;
      case REBALANCING -> hasRun ? Health.REBALANCING : Health.STARTING;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> Health.FAILED;
    };
  }

  /** Which instance answers for the experiment. */
  public Placement locate(String experiment) {
    Health health = health();
    if (views.containsKey(experiment)
        && (health == Health.RUNNING || health == Health.REBALANCING)) {
      return new Placement.Here();
    }
    KeyQueryMetadata metadata;
    try {
      metadata = streams.queryMetadataForKey(Snapshots.STORE, experiment, new StringSerializer());
    } catch (IllegalStateException e) {
      return new Placement.Unknown();
    }
    if (metadata == null || metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      return new Placement.Unknown();
    }
    HostInfo owner = metadata.activeHost();
    return owner.equals(own)
        ? new Placement.Here()
        : new Placement.Elsewhere(owner.host(), owner.port());
  }

  /**
   * The experiment's trials, where this instance owns it; empty where it does not, or does not know
   * the experiment.
   */
  public Optional<ExperimentView> view(String experiment) {
    ExperimentView active = views.get(experiment);
    if (active != null) {
      return Optional.of(active);
    }
    try {
      ReadOnlyKeyValueStore<Bytes, byte[]> store =
          streams.store(
              StoreQueryParameters.fromNameAndType(
                  Snapshots.STORE, QueryableStoreTypes.keyValueStore()));
      return ended.view(store, experiment);
    } catch (InvalidStateStoreException e) {
      return Optional.empty();
    }
  }

  /**
   * The running experiment, where this instance owns it and its trials are asked for over HTTP;
   * empty where it does not, or has not.
   */
  public Optional<AskedExperiment> asked(String experiment) {
    return Optional.ofNullable(asked.get(experiment));
  }

  @Override
  public void close() {
    meters.kafka().unwatch(KAFKA_METERS);
    boolean closed =
        streams.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    modelThreads.close();
    lostMarks.close();
    imports.close();
    left.close();
    admin.close(CLOSE_TIMEOUT);
    // A thread that is still at work may open a store: native memory must outlive it.
    if (closed) {
      memory.close();
    }
  }
}
