package io.trialstream.coordinator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trialstream.avro.Command;
import io.trialstream.avro.DeadLetter;
import io.trialstream.avro.Decision;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Experiment;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.LeaderboardEntry;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.avro.RequestAction;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.Topic;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * The production topology under TopologyTestDriver, with a clock and brokers that the test moves.
 */
final class TopologyRig implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final Map<String, ExperimentView> views = new ConcurrentHashMap<>();
  final Map<String, AskedExperiment> asked = new ConcurrentHashMap<>();
  final List<MetricEvent> lostMarks = new ArrayList<>();
  final PlayedImports imports = new PlayedImports();

  /** What models are to do, in order; the test does it, or not. */
  final Deque<Runnable> modelWork = new ArrayDeque<>();

  final TestInputTopic<String, byte[]> rawMetrics;
  private final TestInputTopic<String, byte[]> rawHeartbeats;

  private final Topics topics;
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, Request> requests;
  private final TestInputTopic<String, MetricEvent> metrics;
  private final TestInputTopic<String, Heartbeat> heartbeats;
  private final Map<String, TestOutputTopic<String, ?>> outputs = new HashMap<>();
  private final Map<String, Long> lastSeq = new HashMap<>();

  /** What other tasks of the instance have to show too. */
  final Showings showings = new Showings();

  /** What the task counts. */
  final MeterRegistry registry = new SimpleMeterRegistry();

  private long metricsSent;
  private long heartbeatsSent;

  TopologyRig(Path state) {
    this(state, 1);
  }

  /** The first of so many partitions. */
  TopologyRig(Path state, int partitions) {
    TrialstreamConfig config =
        new TrialstreamConfig(
            Map.of(
                "state.dir",
                state.toString(),
                "topic.partitions",
                partitions,
                "lease.duration.ms",
                9000));
    this.topics = config.topics();
    LogEnds ends =
        partition ->
            CompletableFuture.completedFuture(new LogEnds.Ends(metricsSent, heartbeatsSent));
    Properties settings = new Properties();
    settings.putAll(config.streams());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    this.driver =
        new TopologyTestDriver(
            CoordinatorTopology.build(
                new Surroundings(
                    config,
                    ends,
                    (partition, mark) -> lostMarks.add(mark),
                    imports,
                    modelWork::add,
                    views,
                    showings,
                    new CoordinatorMeters(registry),
                    asked)),
            settings,
            START);
    this.requests = input(topics.requests());
    this.metrics = input(topics.metrics());
    this.heartbeats = input(topics.heartbeats());
    this.rawMetrics =
        driver.createInputTopic(
            topics.metrics().name(), new StringSerializer(), new ByteArraySerializer());
    this.rawHeartbeats =
        driver.createInputTopic(
            topics.heartbeats().name(), new StringSerializer(), new ByteArraySerializer());
  }

  private <T extends SpecificRecord> TestInputTopic<String, T> input(Topic<T> topic) {
    return driver.createInputTopic(topic.name(), new StringSerializer(), topic.serializer());
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic<T> topic) {
    return (TestOutputTopic<String, T>)
        outputs.computeIfAbsent(
            topic.name(),
            name -> driver.createOutputTopic(name, new StringDeserializer(), topic.deserializer()));
  }

  /** Submits an experiment file's text. */
  void submit(String experiment, String text) {
    request(request(experiment, RequestAction.SUBMIT).setSpecification(text).setSeed(7L).build());
  }

  Request.Builder request(String experiment, RequestAction action) {
    return Request.newBuilder()
        .setExperiment(experiment)
        .setId("request-" + experiment + "-" + action)
        .setAction(action)
        .setRequestedBy("ada")
        .setTime(now());
  }

  void request(Request request) {
    requests.pipeInput(request.getExperiment(), request, now());
  }

  Instant now() {
    return START.plusMillis(elapsedMs);
  }

  private long elapsedMs;

  /** Lets time pass, in the steps in which the scheduler looks at the clock. */
  void advance(Duration time) {
    long until = elapsedMs + time.toMillis();
    while (elapsedMs < until) {
      driver.advanceWallClockTime(Duration.ofMillis(50));
      elapsedMs += 50;
    }
  }

  /** Lets time pass in one step. */
  void advanceOnce(Duration time) {
    driver.advanceWallClockTime(time);
    elapsedMs += time.toMillis();
  }

  void metric(MetricEvent event) {
    metricsSent++;
    metrics.pipeInput(event.getExperiment(), event, now());
  }

  void poison(String experiment, byte[] value) {
    metricsSent++;
    rawMetrics.pipeInput(experiment, value, now());
  }

  void poisonHeartbeat(String experiment, byte[] value) {
    heartbeatsSent++;
    rawHeartbeats.pipeInput(experiment, value, now());
  }

  /** The decisions that would be there after a restart. */
  List<Decision> keptDecisions(String experiment) {
    return TrialSnapshots.decisions(
        new Snapshots(driver.getKeyValueStore(Snapshots.STORE)).trials(experiment));
  }

  /** The next record of an execution, {@code <trial>.<attempt>} unless the test says otherwise. */
  MetricEvent.Builder event(String trial, int attempt, String execution, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(trial.substring(0, trial.lastIndexOf('_')))
        .setTrial(trial)
        .setAttempt(attempt)
        .setExecution(execution)
        .setSeq(lastSeq.merge(execution, 1L, Long::sum))
        .setKind(kind)
        .setTime(now());
  }

  static String execution(String trial, int attempt) {
    return trial + "." + attempt;
  }

  void started(String trial, int attempt, String execution) {
    metric(
        event(trial, attempt, execution, EventKind.STARTED)
            .setWorker("worker-1")
            .setInbox(5)
            .build());
  }

  void started(String trial) {
    started(trial, 1, execution(trial, 1));
  }

  void report(String trial, double value) {
    metric(
        event(trial, 1, execution(trial, 1), EventKind.REPORT)
            .setMetric("accuracy")
            .setValue(value)
            .build());
  }

  void ended(String trial, int attempt, String execution, EndState state) {
    metric(
        event(trial, attempt, execution, EventKind.ENDED)
            .setState(state)
            .setReason("it " + state)
            .build());
  }

  void ended(String trial, EndState state) {
    ended(trial, 1, execution(trial, 1), state);
  }

  void heartbeat(String trial, int attempt, String execution) {
    heartbeatsSent++;
    Heartbeat heartbeat =
        Heartbeat.newBuilder()
            .setExperiment(trial.substring(0, trial.lastIndexOf('_')))
            .setTrial(trial)
            .setAttempt(attempt)
            .setExecution(execution)
            .setWorker("worker-1")
            .setInbox(5)
            .setTime(now())
            .build();
    heartbeats.pipeInput(heartbeat.getExperiment(), heartbeat, now());
  }

  /** The LOST marks written since the last call, read back as the log does. */
  List<MetricEvent> readLostMarksBack() {
    List<MetricEvent> marks = List.copyOf(lostMarks);
    lostMarks.clear();
    marks.forEach(this::metric);
    return marks;
  }

  List<Suggestion> suggestions() {
    return output(topics.trials("default")).readValuesToList();
  }

  List<Command> commands() {
    return output(topics.commands()).readValuesToList();
  }

  List<Decision> decisions() {
    return output(topics.decisions()).readValuesToList();
  }

  List<DeadLetter> deadLetters() {
    return output(topics.deadLetters()).readValuesToList();
  }

  List<LeaderboardEntry> leaderboard() {
    return output(topics.leaderboard()).readValuesToList();
  }

  List<Experiment> experiments() {
    return output(topics.experiments()).readValuesToList();
  }

  /** The last record of {@code experiments} since the last call. */
  Experiment experiment() {
    List<Experiment> records = experiments();
    return records.get(records.size() - 1);
  }

  Optional<TrialView> view(String trial) {
    return Optional.ofNullable(views.get(trial.substring(0, trial.lastIndexOf('_'))))
        .flatMap(view -> view.trial(trial));
  }

  @Override
  public void close() {
    driver.close();
  }
}
