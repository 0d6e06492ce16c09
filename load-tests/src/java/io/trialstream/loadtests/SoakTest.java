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

/** Whether memory, disk, threads and latency stay level over a long time. */
@Command(
    name = "soak",
    description = {
      "A fleet at a moderate rate for a long time, with experiments that end and are followed by new"
          + " ones: whether the server's memory, disk, threads, file handles and latency stay level,"
          + " and whether everything that was sent has counted."
    },
    footer = {"", "Example:", "  load-tests/run soak --minutes 60 --html soak.html"})
final class SoakTest extends LoadTest {
  private static final int TRIALS = 1_000;
  private static final double RATE = 5_000;
  private static final double TRIAL_SECONDS = 20;
  private static final int PARTITIONS = 4;
  private static final int AT_ONCE = 10;
  private static final int SAMPLES = 40;
  private static final double SHORT = 0.9;
  private static final List<String> SERVER_JVM = List.of("-Xms512m", "-Xmx512m");

  /** Small segments that are compacted soon: within minutes it must show what stays. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "streams.topic.segment.bytes", Integer.toString(1 << 20),
          "streams.topic.segment.ms", "30000",
          "streams.topic.min.cleanable.dirty.ratio", "0.1",
          "streams.topic.delete.retention.ms", "30000");

  @Mixin private Brokers brokers;
  @Mixin private CurveOptions curveOptions;
  @Mixin private FleetOptions fleetOptions;

  @Option(
      names = "--minutes",
      defaultValue = "20",
      paramLabel = "MINUTES",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--experiments",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "Experiments at once that have trials to start (default: ${DEFAULT-VALUE}); a new one"
              + " follows each that has started its last.")
  private int experiments;

  @Option(
      names = "--experiment-seconds",
      defaultValue = "90",
      paramLabel = "SECONDS",
      description = "About how long an experiment lives (default: ${DEFAULT-VALUE}).")
  private double experimentSeconds;

  @Override
  Report measure(Progress progress) throws Exception {
    int trials = fleetOptions.trialsOr(TRIALS);
    double rate = fleetOptions.rateOr(RATE);
    double trialSeconds = fleetOptions.trialSecondsOr(TRIAL_SECONDS);
    Curves curves =
        curveOptions.curvesOr(Curves.stalling(curveOptions.seed(), LatencyTest.STALLING));
    long seed = curveOptions.seed();
    progress.say("starting the server");
    try (Brokers.Running running = brokers.open();
        Load load =
            new Load(running, curves, PARTITIONS, fleetOptions.serverJvmOr(SERVER_JVM), SETTINGS);
        FleetTimes times = new FleetTimes(load.config());
        ServerVitals vitals = new ServerVitals(load.server())) {
      Rounds rounds = new Rounds(load, experiments, trials, experimentSeconds / trialSeconds);
      rounds.keep();
      try (VirtualFleet fleet =
          new VirtualFleet(
              load.config(),
              fleetOptions.plan(trials, AT_ONCE, trialSeconds, seed),
              curves,
              rate,
              times)) {
        rounds.fill(fleet);
        double step = Math.max(1, minutes * 60 / SAMPLES);
        SoakSamples samples = new SoakSamples(load, vitals, times, fleet);
        times.open((long) (step * 1e9));
        progress.say("under load for %.1f minutes", minutes);
        long start = System.nanoTime();
        long events = fleet.reports();
        for (int sample = 1; sample * step <= minutes * 60; sample++) {
          rounds.keepFor(start + (long) (sample * step * 1e9));
          fleet.requireHealthy();
          load.server().requireAlive();
          samples.take();
        }
        times.shut();
        double reached = (fleet.reports() - events) / ((System.nanoTime() - start) / 1e9);
        List<String> failures = new ArrayList<>();
        if (reached < SHORT * rate) {
          failures.add(
              "the rate of %,.0f events/s was not reached: %,.0f events/s were sent"
                  .formatted(rate, reached));
        }
        progress.say("checking against the log");
        failures.addAll(load.check(fleet));
        return report(samples, times, reached, trials, rounds.ended(), failures);
      }
    }
  }

  private Report report(
      SoakSamples samples,
      FleetTimes times,
      double reached,
      int trials,
      int ended,
      List<String> failures) {
    List<Trend> trends = samples.trends();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Trend trend : trends) {
      Map<String, Object> row = new LinkedHashMap<>(trend.figures());
      row.put("minutes", minutes);
      row.put("trials", trials);
      row.put("events_per_second", reached);
      row.put("experiments_ended", ended);
      rows.add(row);
    }
    trends.stream().map(Trend::failure).flatMap(Optional::stream).forEach(failures::add);
    List<Chart> charts = new ArrayList<>();
    for (Series series : samples.all()) {
      charts.add(Chart.lines(series.name(), "seconds", series.name(), false, List.of(series)));
    }
    charts.add(Chart.percentiles("Latency by percentile", byPercentile(times)));
    return new Report(
        "soak",
        "What stays level over %.1f minutes".formatted(minutes),
        List.of(
            new Column("measured", "measured", "%s"),
            new Column("mean", "mean, second half", "%,.1f"),
            new Column("gain_percent", "gain %", "%,.1f"),
            new Column("tolerated_percent", "tolerated %", "%,.0f"),
            new Column("level", "level", "%s")),
        rows,
        charts,
        List.of(
            "%,d trials at once reported %,.0f times a second; %,d experiments ended meanwhile."
                .formatted(trials, reached, ended),
            "Level: the line of least squares through the second half gains no more than what is"
                + " tolerated, or its slope is within three times its standard error. Each look has the"
                + " server collect its garbage, which the latencies contain."),
        failures);
  }

  private static List<Series> byPercentile(FleetTimes times) {
    return List.of(times.stop().byPercentile(), times.start().byPercentile());
  }
}
