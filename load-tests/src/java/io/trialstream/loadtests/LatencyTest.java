package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon stops arrive and slots are filled again, with thousands of trials at once. */
@Command(
    name = "latency",
    description = {
      "A fleet of virtual trials (no processes, but the workers' protocol) on a server in a process"
          + " of its own: from a metric to the stop that it causes, from a suggestion to its start,"
          + " from a trial's end to the next one's start.",
      "A part of the trials stops learning at some time and is stopped by median_stopping; each that"
          + " ends makes room for a new one."
    },
    footer = {
      "",
      "Examples:",
      "  load-tests/run latency",
      "  load-tests/run latency --trials 1000 --rate 20000 --seconds 30 --html latency.html",
      "  load-tests/run latency --trials 1000 --rate 20000 --beside bayesian"
    })
final class LatencyTest extends LoadTest {
  /** The trials that do not learn to their end. */
  static final double STALLING = 0.3;

  private static final long STEP_NANOS = 1_000_000_000;

  @Mixin private Brokers brokers;
  @Mixin private CurveOptions curveOptions;
  @Mixin private FleetOptions fleetOptions;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--beside",
      paramLabel = "SAMPLING",
      description =
          "A second experiment on the same server, whose model-based sampler works all the time:"
              + " bayesian or tpe.")
  private Optional<String> beside = Optional.empty();

  @Override
  Report measure(Progress progress) throws Exception {
    Curves curves = curveOptions.curvesOr(Curves.stalling(curveOptions.seed(), STALLING));
    try (Brokers.Running running = brokers.open();
        FleetRun run =
            FleetRun.start(running, fleetOptions, curves, curveOptions.seed(), seconds, progress)) {
      List<Latencies> measured = new ArrayList<>(run.times().all());
      FleetRun.Stretch stretch = measure(run, measured, progress);
      Map<String, Object> load = run.figures(stretch);
      String note = run.note(stretch);
      List<String> failures = run.check(stretch);
      return report(run.times(), measured, stretch, load, note, failures);
    }
  }

  private FleetRun.Stretch measure(FleetRun run, List<Latencies> measured, Progress progress)
      throws Exception {
    if (beside.isEmpty()) {
      return measured(run, progress);
    }
    try (AskedSearch search = new AskedSearch(run.load(), beside.get())) {
      search.next().open(STEP_NANOS);
      FleetRun.Stretch stretch = measured(run, progress);
      search.next().shut();
      search.requireHealthy();
      progress.say("%,d trials of %s sampling beside", search.trials(), beside.get());
      measured.add(search.next());
      return stretch;
    }
  }

  private FleetRun.Stretch measured(FleetRun run, Progress progress) throws Exception {
    progress.say("measuring for %.0f s", seconds);
    run.times().open(STEP_NANOS);
    FleetRun.Stretch stretch = run.watch(seconds);
    run.times().shut();
    return stretch;
  }

  private static Report report(
      FleetTimes times,
      List<Latencies> measured,
      FleetRun.Stretch stretch,
      Map<String, Object> load,
      String note,
      List<String> failures) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Latencies latencies : measured) {
      Map<String, Object> row = new LinkedHashMap<>(latencies.figures());
      row.putAll(load);
      rows.add(row);
    }
    return new Report(
        "latency",
        "Latencies of a fleet of virtual trials",
        List.of(
            new Column("measured", "from, to", "%s"),
            new Column("count", "count", "%,d"),
            new Column("p50_ms", "p50 ms", "%,.1f"),
            new Column("p90_ms", "p90 ms", "%,.1f"),
            new Column("p99_ms", "p99 ms", "%,.1f"),
            new Column("p99_9_ms", "p99.9 ms", "%,.1f"),
            new Column("max_ms", "max ms", "%,.1f")),
        rows,
        charts(times, stretch),
        List.of(
            note,
            "A metric's time counts from the moment at which it was due, not from a late send, so"
                + " that a stall is paid for by every metric that was due during it (no coordinated"
                + " omission). A stop's metric is the one, of whichever trial, that caused it."),
        failures);
  }

  private static List<Chart> charts(FleetTimes times, FleetRun.Stretch stretch) {
    List<Series> overTime = new ArrayList<>();
    for (Latencies latencies : List.of(times.stop(), times.next())) {
      overTime.add(latencies.overTime(50));
      overTime.add(latencies.overTime(99));
    }
    return List.of(
        Chart.percentiles(
            "Latency by percentile", times.all().stream().map(Latencies::byPercentile).toList()),
        Chart.lines(
            "Latency over time, each second by itself", "seconds", "milliseconds", false, overTime),
        Chart.lines(
            "What the coordinator had not committed",
            "seconds",
            "reports",
            false,
            List.of(stretch.backlog())));
  }
}
