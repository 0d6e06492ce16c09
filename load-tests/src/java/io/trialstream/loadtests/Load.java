package io.trialstream.loadtests;

import io.trialstream.api.TrialstreamClient;
import io.trialstream.experiment.Specification;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;

/** A server in a process of its own, on topics of its own, and the experiments on it. */
final class Load implements AutoCloseable {
  private static final String POLICY = "{type: median_stopping, delay_evaluation: 5}";

  private final Curves curves;
  private final TrialstreamConfig config;
  private final Admin admin;
  private final LogProgress log;
  private final ServerProcess server;
  private final TrialstreamClient client;
  private final Map<String, Specification> experiments = new ConcurrentHashMap<>();
  private final AtomicLong otherReports = new AtomicLong();

  /**
   * Creates the topics and starts the server.
   *
   * @param partitions of the topics whose key is the experiment
   * @param serverJvm options of the server's JVM
   * @param more further settings of the server
   */
  Load(
      Brokers.Running brokers,
      Curves curves,
      int partitions,
      List<String> serverJvm,
      Map<String, String> more)
      throws Exception {
    this.curves = curves;
    String prefix = brokers.freshPrefix();
    Map<String, String> settings = new HashMap<>(more);
    settings.put("topic.prefix", prefix);
    settings.put("topic.partitions", Integer.toString(partitions));
    this.server =
        ServerProcess.start(
            brokers.folder().resolve(prefix + "server"),
            brokers.bootstrapServers(),
            settings,
            serverJvm);
    settings.put("bootstrap.servers", brokers.bootstrapServers());
    this.config = new TrialstreamConfig(settings);
    this.client = new TrialstreamClient(server.address());
    this.admin = Admin.create(config.admin());
    this.log = new LogProgress(config, admin);
    try (TopicAdmin topics = TopicAdmin.open(config)) {
      topics.ensurePool("default");
    }
  }

  TrialstreamConfig config() {
    return config;
  }

  Curves curves() {
    return curves;
  }

  ServerProcess server() {
    return server;
  }

  TrialstreamClient client() {
    return client;
  }

  LogProgress log() {
    return log;
  }

  /** What the experiments were submitted with, by id. */
  Map<String, Specification> experiments() {
    return experiments;
  }

  /**
   * Submits an experiment.
   *
   * @param total its trials in all
   * @param concurrent its trials at once
   * @return its id
   */
  String submit(long total, int concurrent) throws Exception {
    return submit(Workload.file(curves, POLICY, total, concurrent));
  }

  /** Submits an experiment file; its id. */
  String submit(String file) throws Exception {
    String id = client.submit(file, Optional.empty(), Optional.empty()).experiment();
    experiments.put(id, Workload.specification(file));
    return id;
  }

  /** Somebody else than the fleet has sent a report that is in the log. */
  void reported() {
    otherReports.incrementAndGet();
  }

  /**
   * Waits until the coordinator has processed everything, and holds what it has decided and counted
   * against the log.
   *
   * @return what is wrong, a sentence each
   */
  List<String> check(VirtualFleet fleet) throws Exception {
    fleet.pause();
    log.awaitCommitted(config.applicationId(), log.written());
    return new LogCheck(config, experiments)
        .check(fleet.acknowledged() + otherReports.get(), client);
  }

  @Override
  public void close() throws Exception {
    server.close();
    Deployment.deleteTopics(admin, config.topics().prefix());
    admin.close();
  }
}
