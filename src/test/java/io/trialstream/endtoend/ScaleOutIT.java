package io.trialstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trialstream.api.TrialstreamClient;
import io.trialstream.avro.EndState;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.embedded.EmbeddedBroker;
import io.trialstream.experiment.ExperimentFile;
import io.trialstream.experiment.Specification;
import io.trialstream.testing.DecisionLog;
import io.trialstream.testing.SimulatedFleet;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Servers that share the partitions, one added and one killed while a fleet works and asks. */
@Timeout(420)
class ScaleOutIT {
  private static final Logger LOG = LoggerFactory.getLogger(ScaleOutIT.class);
  private static final int EXPERIMENTS = 6;
  private static final int TRIALS = 60;
  private static final int INTERVALS = 15;

  /** For each phase; a server is ready in seconds, on a busy machine in half a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Between two steps of the fleet. */
  private static final long WORKING_MS = 15;

  /** Likewise while a server starts: there must be work left when it has. */
  private static final long WAITING_MS = 120;

  private static final String SWEEP =
      """
      type: sweep
      name: exp-%d
      trial:
        command: train --lr ${{search_space.lr}}
      search_space:
        lr: {type: uniform, min_value: 0, max_value: 1}
      sampling_algorithm: {type: random, seed: 5}
      objective: {goal: maximize, primary_metric: accuracy}
      early_termination: {type: median_stopping, delay_evaluation: 3}
      limits: {max_total_trials: %d, max_concurrent_trials: 6}
      """;

  @TempDir Path folder;

  private final List<Instance> instances = new ArrayList<>();
  private final Map<String, Specification> specifications = new HashMap<>();
  private final Set<String> experiments = new ConcurrentSkipListSet<>();
  private final List<InstanceQueries> queries = new ArrayList<>();

  /** A server in a process of its own. */
  private record Instance(String name, Program program, int port) {
    TrialstreamClient client() {
      return new TrialstreamClient(URI.create("http://127.0.0.1:" + port))
          .withPatience(Duration.ofSeconds(30));
    }

    void awaitReady() {
      await().atMost(Duration.ofSeconds(60)).until(client()::ready);
    }
  }

  @AfterEach
  void endTheRest() throws Exception {
    for (InstanceQueries query : queries) {
      query.close();
    }
    for (Instance instance : instances) {
      instance.program().kill();
    }
  }

  private Instance server(String name, TrialstreamConfig config) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> arguments = new ArrayList<>(List.of("server", "--port", String.valueOf(port)));
    arguments.addAll(List.of("--data", folder.resolve(name).toString()));
    arguments.addAll(List.of("--bootstrap-server", config.bootstrapServers()));
    config
        .originals()
        .forEach(
            (key, value) -> {
              if (!key.equals("bootstrap.servers")) {
                arguments.addAll(List.of("-X", key + "=" + value));
              }
            });
    Program program = Program.start(folder.resolve(name + ".log"), arguments);
    Instance instance = new Instance(name, program, port);
    instances.add(instance);
    return instance;
  }

  private InstanceQueries ask(Instance instance) {
    InstanceQueries started = InstanceQueries.start(instance.name(), instance.port(), experiments);
    queries.add(started);
    return started;
  }

  private void submit(Instance instance, int number) throws Exception {
    String sweep = SWEEP.formatted(number, TRIALS);
    String id = instance.client().submit(sweep, Optional.empty(), Optional.empty()).experiment();
    specifications.put(id, ExperimentFile.parse(sweep, Optional.empty()).specification());
    experiments.add(id);
  }

  /** The instances that own partitions of {@code metrics}; each has a member for each thread. */
  private static long owners(Admin admin, TrialstreamConfig config)
      throws InterruptedException, ExecutionException {
    return admin
        .describeConsumerGroups(List.of(config.applicationId()))
        .all()
        .get()
        .values()
        .stream()
        .flatMap(group -> group.members().stream())
        .filter(member -> owns(member, config.topics().metrics().name()))
        .map(member -> member.groupInstanceId().orElse("").replaceFirst("-\\d+$", ""))
        .distinct()
        .count();
  }

  private static boolean owns(MemberDescription member, String topic) {
    return member.assignment().topicPartitions().stream()
        .anyMatch(partition -> partition.topic().equals(topic));
  }

  private boolean completed(Instance instance) throws Exception {
    return instance.client().experiments(Optional.of("COMPLETED"), 100).size()
        == experiments.size();
  }

  @Test
  void anInstanceAddedAndOneKilledChangeNoDecisionAndNoAnswer() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
      // Given
      TrialstreamConfig config =
          new TrialstreamConfig(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrapServers(),
                  "topic.partitions",
                  6,
                  "num.standby.replicas",
                  1));
      try (TopicAdmin admin = TopicAdmin.open(config)) {
        admin.create();
        admin.ensurePool("default");
      }
      Instance one = server("one", config);
      Instance two = server("two", config);
      one.awaitReady();
      two.awaitReady();
      for (int number = 0; number < EXPERIMENTS; number++) {
        submit(number % 2 == 0 ? one : two, number);
      }
      InstanceQueries ofOne = ask(one);
      ask(two);

      // When
      try (SimulatedFleet fleet = new SimulatedFleet(config, INTERVALS, 5);
          Admin admin = Admin.create(config.admin())) {
        workUntil("two servers work", fleet, WORKING_MS, () -> fleet.taken().size() > 60);
        Instance three = server("three", config);
        workUntil(
            "the third owns partitions",
            fleet,
            WAITING_MS,
            () -> owners(admin, config) == 3 && three.client().ready());
        ask(three);
        int enough = Math.min(fleet.taken().size() + 30, EXPERIMENTS * TRIALS);
        workUntil("three work", fleet, WORKING_MS, () -> fleet.taken().size() >= enough);
        ofOne.close();
        one.program().kill();
        submit(three, EXPERIMENTS);
        workUntil("two have completed", fleet, WORKING_MS, () -> completed(three));
      }

      // Then
      for (InstanceQueries query : queries) {
        query.close();
      }
      decisionsAreThoseOfTheLog(config);
      everyTrialEndsOnce(config);
      everyAnswerIsRight(config);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void workUntil(
      String what, SimulatedFleet fleet, long pauseMs, Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("until %s; %d trials were taken", what, fleet.taken().size())
          .isLessThan(PATIENCE);
      for (int step = 0; step < 4; step++) {
        fleet.step();
        Thread.sleep(pauseMs);
      }
    }
  }

  private void decisionsAreThoseOfTheLog(TrialstreamConfig config) {
    DecisionLog replay = DecisionLog.replay(config, specifications);
    for (String experiment : experiments) {
      assertThat(DecisionLog.made(config, experiment))
          .as(experiment)
          .isNotEmpty()
          .isEqualTo(replay.decisions(experiment));
    }
  }

  private void everyTrialEndsOnce(TrialstreamConfig config) {
    assertThat(TopicReader.values(config, config.topics().deadLetters())).isEmpty();
    assertThat(TopicReader.values(config, config.topics().trials("default")))
        .extracting(Suggestion::getTrial)
        .hasSize(experiments.size() * TRIALS)
        .doesNotHaveDuplicates();
    assertThat(
            TopicReader.values(config, config.topics().metrics()).stream()
                .filter(event -> event.getState() != null)
                .toList())
        .extracting(MetricEvent::getTrial)
        .hasSize(experiments.size() * TRIALS)
        .doesNotHaveDuplicates();
    assertThat(TopicReader.values(config, config.topics().metrics()))
        .extracting(MetricEvent::getState)
        .doesNotContain(EndState.LOST, EndState.FAILED, EndState.CANCELED);
  }

  private void everyAnswerIsRight(TrialstreamConfig config) {
    DecisionLog replay = DecisionLog.replay(config, specifications);
    String reports =
        queries.stream().map(query -> query.report().toString()).collect(Collectors.joining("\n"));
    LOG.atInfo()
        .addKeyValue("queries", reports)
        .addKeyValue("longestDelaysMs", delays(config))
        .log("Scaled out");
    for (InstanceQueries query : queries) {
      InstanceQueries.Report report = query.report();
      assertThat(report.failures()).as(reports).isEmpty();
      assertThat(report.answers()).as(reports).isPositive();
      assertThat(report.longestOutageMs()).as(reports).isLessThan(15_000);
      for (String experiment : experiments) {
        assertThat(replay.neverStood(experiment, query.shown(experiment))).as(reports).isEmpty();
      }
    }
  }

  /** The time from a report in the log to the decision that it caused, the longest first. */
  private static List<Long> delays(TrialstreamConfig config) {
    Map<String, Long> times = new HashMap<>();
    TopicReader.read(config, config.topics().metrics())
        .forEach(r -> times.put(r.partition() + "@" + r.offset(), r.timestamp()));
    return TopicReader.read(config, config.topics().decisions()).stream()
        .map(
            r ->
                r.timestamp()
                    - times.getOrDefault(
                        r.value().getPartition() + "@" + r.value().getOffset(), 0L))
        .sorted(Comparator.reverseOrder())
        .limit(12)
        .toList();
  }
}
