package io.trialstream.coordinator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.trialstream.avro.CommandKind;
import io.trialstream.scheduling.ExperimentStatus;
import io.trialstream.scheduling.TrialStatus;
import io.trialstream.stopping.Policies;
import io.trialstream.topics.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Counts what the tasks of this instance do. What was not committed is done again and counted
 * again: these are figures about work, the topics hold the facts. For any thread.
 */
final class CoordinatorMeters {
  private static final Duration[] DELAYS =
      millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000);
  private static final Duration[] SHOWINGS = millis(1, 5, 10, 25, 50, 100, 250, 1_000);

  private final MeterRegistry registry;
  private final Set<TaskLevels> tasks = ConcurrentHashMap.newKeySet();
  private final Timer decisionDelay;
  private final Timer showing;

  /** Registers everything, so that what has not happened yet is 0. */
  CoordinatorMeters(MeterRegistry registry) {
    this.registry = registry;
    this.decisionDelay =
        Timer.builder("trialstream.decision.delay")
            .description("From a report's time in the log to the decision that it caused")
            .serviceLevelObjectives(DELAYS)
            .register(registry);
    this.showing =
        Timer.builder("trialstream.view.publication")
            .description("What it took a task to publish its views, leaderboard and experiments")
            .serviceLevelObjectives(SHOWINGS)
            .register(registry);
    levels();
    for (Passed passed : Passed.values()) {
      passed(passed, 0);
    }
    for (String policy : Policies.names()) {
      intervals(policy).increment(0);
      decisions(policy).increment(0);
    }
    for (CommandKind kind : CommandKind.values()) {
      if (kind != CommandKind.UNKNOWN) {
        commands(kind).increment(0);
      }
    }
    suggestions(true).increment(0);
    suggestions(false).increment(0);
    submissions().increment(0);
    leasesLost().increment(0);
    modelFailures().increment(0);
    Arrays.stream(TrialStatus.values())
        .filter(TrialStatus::isFinal)
        .forEach(status -> trialsEnded(status).increment(0));
    Arrays.stream(ExperimentStatus.values())
        .filter(status -> status != ExperimentStatus.RUNNING)
        .forEach(status -> experimentsEnded(status).increment(0));
  }

  /**
   * Registers the dead letters of the topics that the coordinator reads.
   *
   * @return itself
   */
  CoordinatorMeters reading(Topics topics) {
    deadLetters(topics.metrics().name()).increment(0);
    deadLetters(topics.requests().name()).increment(0);
    deadLetters(topics.heartbeats().name()).increment(0);
    return this;
  }

  private static Duration[] millis(long... millis) {
    return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  private void levels() {
    Gauge.builder("trialstream.tasks", tasks, Set::size)
        .description("Partitions of experiments that this server owns")
        .register(registry);
    Gauge.builder("trialstream.experiments", () -> sum(TaskLevels.Levels::experiments))
        .description("Experiments of this server that run")
        .tag("state", "running")
        .register(registry);
    trials("queued", TaskLevels.Levels::queued);
    trials("running", TaskLevels.Levels::running);
    Gauge.builder("trialstream.leaderboard.pending", () -> sum(TaskLevels.Levels::unshown))
        .description("Trials whose latest score the topic leaderboard does not have yet")
        .baseUnit("trials")
        .register(registry);
    TimeGauge.builder("trialstream.view.age", this::oldestViewMs, TimeUnit.MILLISECONDS)
        .description("Since the task that is furthest behind published its views")
        .register(registry);
  }

  private void trials(String state, ToLongFunction<TaskLevels.Levels> level) {
    Gauge.builder("trialstream.trials", () -> sum(level))
        .description("Trials of the running experiments of this server that have not ended")
        .tag("state", state)
        .register(registry);
  }

  private long sum(ToLongFunction<TaskLevels.Levels> level) {
    return tasks.stream().map(TaskLevels::now).mapToLong(level).sum();
  }

  private long oldestViewMs() {
    long nowMs = registry.config().clock().wallTime();
    return tasks.stream()
        .mapToLong(task -> Math.max(0, nowMs - task.now().shownMs()))
        .max()
        .orElse(0);
  }

  void add(TaskLevels task) {
    tasks.add(task);
  }

  void remove(TaskLevels task) {
    tasks.remove(task);
  }

  /** Records of {@code metrics} were passed. */
  void passed(Passed how, long records) {
    Counter.builder("trialstream.metric.events")
        .description("Records of the topic metrics that were evaluated, by what came of them")
        .tag("result", lower(how))
        .register(registry)
        .increment(records);
  }

  /** Takes the intervals that an experiment's trials have reported since the last time. */
  void intervals(ActiveExperiment experiment) {
    long intervals = experiment.takeIntervals();
    if (intervals > 0) {
      intervals(experiment.specification().policy().name()).increment(intervals);
    }
  }

  /**
   * A policy decided to stop a trial.
   *
   * @param delayMs since the report that caused it entered the log, by two clocks
   */
  void decided(String policy, long delayMs) {
    decisions(policy).increment();
    decisionDelay.record(Math.max(0, delayMs), TimeUnit.MILLISECONDS);
  }

  /** An agent was told to end an execution. */
  void ordered(CommandKind kind) {
    commands(kind).increment();
  }

  /**
   * A trial was suggested.
   *
   * @param asked whether to those who ask over HTTP
   */
  void suggested(boolean asked) {
    suggestions(asked).increment();
  }

  /** An experiment was submitted. */
  void submitted() {
    submissions().increment();
  }

  /** A trial ended. */
  void ended(TrialStatus how) {
    trialsEnded(how).increment();
  }

  /** An experiment ended. */
  void ended(ExperimentStatus how) {
    experimentsEnded(how).increment();
  }

  /** A lease ran out. */
  void lost() {
    leasesLost().increment();
  }

  /** A record of a topic went to the dead letters. */
  void deadLetter(String topic) {
    deadLetters(topic).increment();
  }

  /** Jobs of a model failed, or were not done in time. */
  void modelFailed(int jobs) {
    modelFailures().increment(jobs);
  }

  /** A task published what has changed. */
  void shown(long nanos) {
    showing.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter intervals(String policy) {
    return counter(
        "trialstream.intervals",
        "Intervals that trials reported, by their experiment's early-termination policy",
        "policy",
        policy);
  }

  private Counter decisions(String policy) {
    return counter(
        "trialstream.decisions",
        "Decisions to stop a trial, by early-termination policy",
        "policy",
        policy);
  }

  private Counter commands(CommandKind kind) {
    return counter(
        "trialstream.commands", "Orders to agents to end an execution", "kind", lower(kind));
  }

  private Counter suggestions(boolean asked) {
    return counter(
        "trialstream.suggestions",
        "Attempts at trials that were suggested, to agents or over HTTP",
        "to",
        asked ? "http" : "agents");
  }

  private Counter submissions() {
    return Counter.builder("trialstream.experiments.submitted")
        .description("Experiments that began")
        .register(registry);
  }

  private Counter trialsEnded(TrialStatus how) {
    return counter(
        "trialstream.trials.ended", "Trials that ended, by their state", "state", lower(how));
  }

  private Counter experimentsEnded(ExperimentStatus how) {
    return counter(
        "trialstream.experiments.ended",
        "Experiments that ended, by their state",
        "state",
        lower(how));
  }

  private Counter leasesLost() {
    return Counter.builder("trialstream.leases.lost")
        .description("Executions that were declared lost: nothing was heard of their worker")
        .register(registry);
  }

  private Counter deadLetters(String topic) {
    return counter(
        "trialstream.dead.letters",
        "Records that could not be used, by the topic that they were found on",
        "topic",
        topic);
  }

  private Counter modelFailures() {
    return Counter.builder("trialstream.sampler.failures")
        .description("Jobs of sampling models that failed or took too long")
        .register(registry);
  }

  private Counter counter(String name, String description, String label, String value) {
    return Counter.builder(name).description(description).tag(label, value).register(registry);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
