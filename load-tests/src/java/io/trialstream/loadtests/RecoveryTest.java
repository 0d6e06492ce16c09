package io.trialstream.loadtests;

import io.trialstream.avro.Decision;
import io.trialstream.coordinator.CoordinatorProcess;
import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TrialIds;
import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kills a coordinator that holds much state, and measures how long nothing is decided. */
@Command(
    name = "recovery",
    description = {
      "Kills a coordinator (kill -9) that holds the state of many reports, while trials go on"
          + " reporting, and measures until another runs, until a stop command is heard (agents do"
          + " not wait for its commit), and until a decision is committed. The new coordinator is"
          + " the old one's restart, and with --standby in a second turn the one that stood by."
    },
    footer = {"", "Example:", "  load-tests/run recovery --events 10000000 --standby"})
final class RecoveryTest extends LoadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int FAILING = 1000;
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final long BETWEEN_FAILURES_MS = 50;

  @Mixin private Brokers brokers;
  @Mixin private CurveOptions curveOptions;

  @Option(
      names = "--events",
      defaultValue = "10000000",
      paramLabel = "N",
      description = "Reports that the state holds (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--trials",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Trials that report, of one experiment (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--policy",
      defaultValue = "{type: median_stopping, delay_evaluation: 5}",
      paramLabel = "YAML",
      description = "The experiment's early_termination (default: ${DEFAULT-VALUE}).")
  private String policy;

  @Option(names = "--standby", description = "Also with a second coordinator that stands by.")
  private boolean standby;

  @Option(
      names = "--heap",
      defaultValue = "3g",
      paramLabel = "SIZE",
      description = "The heap of a coordinator, as -Xmx takes it (default: ${DEFAULT-VALUE}).")
  private String heap;

  @Override
  Report measure(Progress progress) throws Exception {
    Curves curves = curveOptions.curves();
    Workload workload =
        new Workload("recovery", 1, trials + FAILING, 1, policy, 1).withEvents(events);
    try (Brokers.Running running = brokers.open();
        Deployment deployment =
            new Deployment(
                running, workload, curves, Map.of("num.standby.replicas", standby ? 1 : 0));
        Coordinators coordinators = new Coordinators(running, deployment.config())) {
      progress.say("starting %d trials", workload.trials());
      deployment.startTrials();
      return new Run(progress, deployment, coordinators, workload, curves).measure();
    }
  }

  /** The coordinators by name, each with a state folder of its own. */
  private final class Coordinators implements AutoCloseable {
    private final Brokers.Running brokers;
    private final TrialstreamConfig config;
    private final Map<String, CoordinatorProcess> processes = new LinkedHashMap<>();

    Coordinators(Brokers.Running brokers, TrialstreamConfig config) {
      this.brokers = brokers;
      this.config = config;
    }

    CoordinatorProcess start(String name) throws IOException {
      CoordinatorProcess process =
          CoordinatorProcess.start(
              config, brokers.folder().resolve("state-" + name), List.of("-Xmx" + heap));
      processes.put(name, process);
      return process;
    }

    @Override
    public void close() throws InterruptedException {
      for (CoordinatorProcess process : processes.values()) {
        process.kill();
      }
    }
  }

  /** One measurement. */
  private final class Run {
    private final Progress progress;
    private final Deployment deployment;
    private final Coordinators coordinators;
    private final Workload workload;
    private final Reporters reporters;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Run(
        Progress progress,
        Deployment deployment,
        Coordinators coordinators,
        Workload workload,
        Curves curves) {
      this.progress = progress;
      this.deployment = deployment;
      this.coordinators = coordinators;
      this.workload = workload;
      this.reporters = new Reporters(deployment, workload, curves, workload.ids().get(0), FAILING);
    }

    Report measure() throws Exception {
      CoordinatorProcess first = coordinators.start("first");
      await("the coordinator runs", () -> first.runningSinceMs() > 0);
      long heapBefore = first.usedHeap(PATIENCE);
      progress.say("writing %,d reports", events);
      for (long i = 0; i < events; i++) {
        reporters.report();
      }
      settle();
      String changelog = deployment.config().applicationId() + "-journals-changelog";
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("events", events);
      state.put("changelog_bytes_per_event", (double) deployment.bytesOnDisk(changelog) / events);
      state.put("heap_bytes_per_event", (double) (first.usedHeap(PATIENCE) - heapBefore) / events);
      progress.say("killing the coordinator and starting it again");
      CoordinatorProcess again = kill(first, "restart", () -> coordinators.start("first"), state);
      if (standby) {
        progress.say("starting a second coordinator that stands by");
        CoordinatorProcess second = coordinators.start("second");
        await("the second coordinator has read the changelogs", () -> isLevel(second));
        settle();
        progress.say("killing the first coordinator");
        kill(again, "standby", () -> second, state);
        again = second;
      }
      settle();
      compare();
      reporters.endAll();
      settle();
      progress.say("the experiment has ended");
      for (Map<String, Object> row : rows) {
        row.put("heap_bytes_after_end", again.usedHeap(PATIENCE));
      }
      return report(rows, failures);
    }

    private boolean isLevel(CoordinatorProcess second) throws InterruptedException {
      return second.runningSinceMs() > 0 && second.restoreLag(PATIENCE) == 0;
    }

    /** Waits until all that has been written is processed and committed. */
    private void settle() throws InterruptedException {
      deployment.awaitCommitted(deployment.config().applicationId(), reporters.records());
    }

    /** Kills the coordinator that decides; the one that does afterwards. */
    private CoordinatorProcess kill(
        CoordinatorProcess active, String how, Next next, Map<String, Object> state)
        throws Exception {
      // As if it had happened at any moment: trials report before, meanwhile and after.
      for (int i = 0; i < 20; i++) {
        reporters.failNext();
        LockSupport.parkNanos(Duration.ofMillis(BETWEEN_FAILURES_MS).toNanos());
      }
      TrialstreamConfig config = deployment.config();
      long killedMs = System.currentTimeMillis();
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      active.kill();
      int due = reporters.failNext();
      try (Watch<Decision> decided =
              new Watch<>(
                  config, config.topics().decisions(), true, d -> number(d.getTrial()) >= due);
          Watch<io.trialstream.avro.Command> heard =
              new Watch<>(
                  config, config.topics().commands(), false, c -> number(c.getTrial()) >= due)) {
        CoordinatorProcess successor = next.coordinator();
        long lastFailureMs = 0;
        while (decided.seenMs() == 0 || heard.seenMs() == 0) {
          decided.look(MOMENT);
          heard.look(MOMENT);
          long now = System.currentTimeMillis();
          if (now - lastFailureMs >= BETWEEN_FAILURES_MS) {
            reporters.failNext();
            lastFailureMs = now;
          }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("successor", how);
        row.putAll(state);
        long running = successor.runningSinceMs();
        if (running >= killedMs) {
          row.put("running_seconds", (running - killedMs) / 1e3);
        }
        row.put("stop_heard_seconds", (heard.seenMs() - killedMs) / 1e3);
        row.put("decision_committed_seconds", (decided.seenMs() - killedMs) / 1e3);
        row.put("load_average", load);
        rows.add(row);
        return successor;
      }
    }

    private void compare() {
      TrialstreamConfig config = deployment.config();
      List<String> live =
          TopicReader.values(config, config.topics().decisions()).stream()
              .map(
                  d ->
                      evidence(
                          number(d.getTrial()),
                          d.getAttempt(),
                          d.getInterval(),
                          d.getPeers(),
                          d.getValue(),
                          d.getLimit()))
              .toList();
      List<String> replayed =
          reporters.decisions().stream()
              .map(
                  d ->
                      evidence(
                          d.trial(),
                          d.attempt(),
                          d.interval(),
                          d.peers(),
                          d.value().isPresent() ? d.value().getAsDouble() : "null",
                          d.limit().isPresent() ? d.limit().getAsDouble() : "null"))
              .toList();
      rows.forEach(row -> row.put("decisions", live.size()));
      if (!live.equals(replayed)) {
        failures.add(
            "%,d decisions were made where a replay of the log makes %,d, or others"
                .formatted(live.size(), replayed.size()));
      }
    }

    private static String evidence(Object... parts) {
      return List.of(parts).toString();
    }
  }

  private interface Next {
    CoordinatorProcess coordinator() throws IOException;
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new LoadTestException(
            "Within %d minutes it has not come that %s.".formatted(PATIENCE.toMinutes(), what));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static int number(String trial) {
    return TrialIds.parse(trial).map(TrialIds.TrialId::number).orElse(-1);
  }

  private static Report report(List<Map<String, Object>> rows, List<String> failures) {
    List<String> names = rows.stream().map(row -> String.valueOf(row.get("successor"))).toList();
    Chart times =
        Chart.bars(
            "From kill -9 of the coordinator",
            "who goes on",
            "seconds",
            names,
            List.of(
                series("running", rows, "running_seconds"),
                series("stop command heard", rows, "stop_heard_seconds"),
                series("decision committed", rows, "decision_committed_seconds")));
    return new Report(
        "recovery",
        "Recovery from kill -9 of the coordinator",
        List.of(
            new Column("successor", "goes on", "%s"),
            new Column("events", "events", "%,d"),
            new Column("running_seconds", "running s", "%.1f"),
            new Column("stop_heard_seconds", "stop heard s", "%.1f"),
            new Column("decision_committed_seconds", "decided s", "%.1f"),
            new Column("changelog_bytes_per_event", "changelog B/event", "%.1f"),
            new Column("heap_bytes_per_event", "heap B/event", "%.1f"),
            new Column("decisions", "decisions", "%,d"),
            new Column("load_average", "load", "%.1f")),
        rows,
        List.of(times),
        List.of(
            "From the kill: until the next coordinator runs, until a stop command that was due"
                + " after the kill is heard, and until such a decision is committed. The heap is"
                + " what is in use after a collection, less that before the first report."),
        failures);
  }

  private static Series series(String name, List<Map<String, Object>> rows, String figure) {
    return Series.bars(
        name,
        rows.stream()
            .<Double>map(
                row -> row.get(figure) instanceof Number number ? number.doubleValue() : 0.0)
            .toList());
  }
}
