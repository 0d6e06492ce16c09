package io.trialstream.loadtests;

import io.trialstream.coordinator.Coordinator;
import io.trialstream.coordinator.NullTopology;
import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import io.trialstream.meters.Meters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Events a second of the coordinator on a log that is there already, beside those of a topology
 * that only reads, decodes and counts them ({@link NullTopology}), alternating in one run.
 */
@Command(
    name = "throughput",
    description = {
      "Metric events through the coordinator, beside a topology that only reads, decodes and counts"
          + " the same records with the same guarantee, threads and settings.",
      "Rows: hot-100, hot-1000, hot-10000 and hot-100000 (one experiment of so many trials at once),"
          + " many-100x100 (experiments x trials), and the policies none, bandit,"
          + " truncation_selection, percentile, asha, patience and threshold (10,000 trials)."
    },
    footer = {"", "Example:", "  load-tests/run throughput --rows hot-100,hot-10000 --repeats 5"})
final class ThroughputTest extends LoadTest {
  private static final String MEDIAN = "{type: median_stopping, delay_evaluation: 5}";
  private static final double WARM_UP = 0.1;

  private static final List<Workload> WORKLOADS =
      List.of(
          new Workload("hot-100", 1, 100, 1, MEDIAN, 1),
          new Workload("hot-1000", 1, 1_000, 1, MEDIAN, 1),
          new Workload("hot-10000", 1, 10_000, 1, MEDIAN, 1),
          new Workload("hot-100000", 1, 100_000, 1, MEDIAN, 1),
          new Workload("many-100x100", 100, 100, 1, MEDIAN, 4),
          policy("none", ""),
          policy("bandit", ", slack_factor: 0.1"),
          // With 20 it stops nearly all within a few intervals: too short a log to measure.
          policy("truncation_selection", ", truncation_percentage: 1"),
          policy("percentile", ", percentile: 50"),
          policy("asha", ", min_interval: 100, reduction_factor: 3"),
          policy("patience", ", intervals: 20"),
          policy("threshold", ", lower: 0"));

  @Mixin private Brokers brokers;
  @Mixin private CurveOptions curveOptions;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "NAME",
      description = "The rows to measure, with commas between; all by default, hot-100000 apart.")
  private List<String> rows =
      WORKLOADS.stream().map(Workload::name).filter(name -> !name.equals("hot-100000")).toList();

  @Option(
      names = "--events",
      defaultValue = "3000000",
      paramLabel = "N",
      description = "Reports of each row, were no trial stopped (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--repeats",
      defaultValue = "3",
      paramLabel = "N",
      description = "Measurements of each, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int repeats;

  private static Workload policy(String type, String settings) {
    String delay = type.equals("none") ? "" : ", delay_evaluation: 5";
    return new Workload(
        type.replace('_', '-'), 1, 10_000, 1, "{type: " + type + settings + delay + "}", 1);
  }

  /** One measurement of a row. */
  private record Measurement(
      double evaluator,
      double evaluatorCpuNanos,
      double nothing,
      double nothingCpuNanos,
      long records,
      long decisions,
      double changelogBytes) {}

  @Override
  Report measure(Progress progress) throws Exception {
    List<Workload> chosen = chosen();
    Curves curves = curveOptions.curves();
    List<Map<String, Object>> figures = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    try (Brokers.Running running = brokers.open()) {
      progress.say("warming up");
      once(running, chosen.get(0).withEvents(Math.min(events, 500_000)), curves, 0, failures);
      for (Workload workload : chosen) {
        List<Measurement> measurements = new ArrayList<>();
        for (int repeat = 0; repeat < repeats; repeat++) {
          progress.say("%s, %d of %d", workload.name(), repeat + 1, repeats);
          measurements.add(once(running, workload, curves, repeat, failures));
        }
        figures.add(row(workload, measurements));
      }
    }
    return report(figures, failures);
  }

  private List<Workload> chosen() {
    List<Workload> chosen = new ArrayList<>();
    for (String name : rows) {
      chosen.add(
          WORKLOADS.stream()
              .filter(workload -> workload.name().equals(name.replace('_', '-')))
              .findFirst()
              .map(workload -> workload.withEvents(events))
              .orElseThrow(
                  () ->
                      new LoadTestException(
                          "--rows: there is no row '%s'; expected some of %s."
                              .formatted(
                                  name,
                                  String.join(
                                      ", ", WORKLOADS.stream().map(Workload::name).toList())))));
    }
    return chosen;
  }

  private Measurement once(
      Brokers.Running running, Workload workload, Curves curves, int repeat, List<String> failures)
      throws Exception {
    try (Deployment deployment = new Deployment(running, workload, curves)) {
      deployment.startTrials();
      List<?> expected = deployment.report(curveOptions.seed() + repeat);
      long records = deployment.written();
      Rate evaluator;
      Rate nothing;
      if (repeat % 2 == 0) {
        nothing = nothing(deployment, records);
        evaluator = evaluator(deployment, records);
      } else {
        evaluator = evaluator(deployment, records);
        nothing = nothing(deployment, records);
      }
      if (!(evaluator.perSecond() > 0 && nothing.perSecond() > 0)) {
        throw new LoadTestException(
            "%s: a log of %,d records is over before it can be measured; give more --events."
                .formatted(workload.name(), records));
      }
      long decisions = Decisions.count(deployment.config());
      if (decisions != expected.size()) {
        failures.add(
            "%s: %d decisions were made where a replay of the log makes %d"
                .formatted(workload.name(), decisions, expected.size()));
      }
      String changelog = deployment.config().applicationId() + "-journals-changelog";
      return new Measurement(
          evaluator.perSecond(),
          evaluator.cpuNanos(),
          nothing.perSecond(),
          nothing.cpuNanos(),
          records,
          decisions,
          (double) deployment.bytesOnDisk(changelog) / records);
    }
  }

  private static Rate evaluator(Deployment deployment, long records) throws Exception {
    String application = deployment.config().applicationId();
    try (Meters meters = new Meters();
        Coordinator coordinator = Coordinator.start(deployment.config(), "127.0.0.1", 1, meters)) {
      return Rate.measure(deployment, application, records, WARM_UP);
    }
  }

  private static Rate nothing(Deployment deployment, long records) throws Exception {
    var config = deployment.as("null");
    try (NullTopology topology = new NullTopology(config)) {
      Rate rate = Rate.measure(deployment, config.applicationId(), records, WARM_UP);
      if (topology.counted() < records) {
        throw new LoadTestException(
            "The null topology counted %d of %d records.".formatted(topology.counted(), records));
      }
      return rate;
    }
  }

  private static Map<String, Object> row(Workload workload, List<Measurement> all) {
    double evaluator = Medians.of(all, Measurement::evaluator);
    double nothing = Medians.of(all, Measurement::nothing);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("row", workload.name());
    row.put("policy", workload.policyType());
    row.put("experiments", workload.experiments());
    row.put("trials", workload.trials());
    row.put("intervals", workload.intervals());
    row.put("records", all.get(all.size() - 1).records());
    row.put("decisions", all.get(all.size() - 1).decisions());
    row.put("ratio", Medians.of(all, m -> m.evaluator() / m.nothing()));
    row.put("evaluator_events_per_second", evaluator);
    row.put("null_events_per_second", nothing);
    row.put("evaluator_cpu_ns_per_event", Medians.of(all, Measurement::evaluatorCpuNanos));
    row.put("null_cpu_ns_per_event", Medians.of(all, Measurement::nothingCpuNanos));
    row.put("changelog_bytes_per_event", Medians.of(all, Measurement::changelogBytes));
    row.put("ratios", all.stream().map(m -> m.evaluator() / m.nothing()).toList());
    return row;
  }

  private Report report(List<Map<String, Object>> figures, List<String> failures) {
    List<String> names = figures.stream().map(row -> String.valueOf(row.get("row"))).toList();
    Chart rates =
        Chart.bars(
            "Metric events through the coordinator and through the null topology",
            "workload",
            "events per second",
            names,
            List.of(
                series("coordinator", figures, "evaluator_events_per_second"),
                series("null topology", figures, "null_events_per_second")));
    Chart ratio =
        Chart.bars(
            "Coordinator against null topology",
            "workload",
            "ratio of events per second",
            names,
            List.of(series("ratio", figures, "ratio")));
    return new Report(
        "throughput",
        "Metric events per second, exactly-once, all state durable at each commit",
        List.of(
            new Column("row", "row", "%s"),
            new Column("policy", "policy", "%s"),
            new Column("records", "records", "%,d"),
            new Column("decisions", "stops", "%,d"),
            new Column("evaluator_events_per_second", "events/s", "%,.0f"),
            new Column("null_events_per_second", "null topology/s", "%,.0f"),
            new Column("ratio", "ratio", "%.2f"),
            new Column("evaluator_cpu_ns_per_event", "CPU ns/event", "%,.0f"),
            new Column("null_cpu_ns_per_event", "null CPU ns/event", "%,.0f"),
            new Column("changelog_bytes_per_event", "changelog B/event", "%.1f")),
        figures,
        List.of(rates, ratio),
        List.of(
            "Medians of "
                + repeats
                + " measurements; coordinator and null topology in turn on the same log, from the"
                + " first tenth of it to its last commit. CPU is that of the stream thread."),
        List.copyOf(new TreeSet<>(failures)));
  }

  private static Series series(String name, List<Map<String, Object>> figures, String figure) {
    return Series.bars(
        name,
        figures.stream()
            .<Double>map(
                row -> row.get(figure) instanceof Number number ? number.doubleValue() : 0.0)
            .toList());
  }
}
