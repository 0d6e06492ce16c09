package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.topics.TrialIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon queries are answered while events flow. */
@Command(
    name = "queries",
    description = {
      "The best trial, the 100 best and one trial, asked over HTTP while a fleet of virtual trials"
          + " reports, each kind for a while by itself, at a fixed rate whether answers come in time"
          + " or not."
    },
    footer = {"", "Example:", "  load-tests/run queries --trials 1000 --rate 20000"})
final class QueriesTest extends LoadTest {
  private static final long STEP_NANOS = 1_000_000_000;
  private static final double SHORT = 0.95;
  private static final int WARM_UP_SECONDS = 5;

  @Mixin private Brokers brokers;
  @Mixin private CurveOptions curveOptions;
  @Mixin private FleetOptions fleetOptions;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Queries a second (default: ${DEFAULT-VALUE}).")
  private double queries;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long to ask for each kind (default: ${DEFAULT-VALUE}).")
  private double seconds;

  private record Kind(String name, LongFunction<String> path) {}

  @Override
  Report measure(Progress progress) throws Exception {
    Curves curves =
        curveOptions.curvesOr(Curves.stalling(curveOptions.seed(), LatencyTest.STALLING));
    List<String> failures = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    List<Latencies> measured = new ArrayList<>();
    List<Double> generator = new ArrayList<>();
    try (Brokers.Running running = brokers.open();
        FleetRun run =
            FleetRun.start(running, fleetOptions, curves, curveOptions.seed(), seconds, progress)) {
      List<Kind> kinds = kinds(run);
      progress.say("warming up");
      for (Kind kind : kinds) {
        ask(run, kind, Math.min(seconds, WARM_UP_SECONDS), new Latencies(kind.name()));
      }
      run.times().open(STEP_NANOS);
      FleetRun.Stretch stretch = null;
      for (Kind kind : kinds) {
        progress.say("asking for %s", kind.name());
        Latencies latencies = new Latencies(kind.name());
        latencies.open(STEP_NANOS);
        Asked asked = ask(run, kind, seconds, latencies);
        stretch = asked.stretch();
        measured.add(latencies);
        generator.add(asked.answers().cpuMicros());
        rows.add(row(latencies, asked, run));
        failures.addAll(failures(kind, asked.answers()));
      }
      run.times().shut();
      String note = stretch == null ? "" : run.note(stretch);
      if (stretch != null) {
        Map<String, Object> stops = new LinkedHashMap<>(run.times().stop().figures());
        stops.putAll(run.figures(stretch));
        rows.add(stops);
        failures.addAll(run.check(stretch));
      }
      return report(rows, measured, note, generator, failures);
    }
  }

  private static List<Kind> kinds(FleetRun run) {
    String experiment = "/api/v1/experiments/" + run.experiment();
    int trials = run.trials();
    return List.of(
        new Kind("best trial", number -> experiment + "/best"),
        new Kind("100 best trials", number -> experiment + "/trials?top=100"),
        new Kind(
            "one trial",
            number ->
                experiment
                    + "/trials/"
                    + TrialIds.of(run.experiment(), new SplittableRandom(number).nextInt(trials))));
  }

  private record Asked(HttpProbe.Answers answers, FleetRun.Stretch stretch) {}

  private Asked ask(FleetRun run, Kind kind, double seconds, Latencies latencies) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<HttpProbe.Answers> answers =
          thread.submit(
              () ->
                  new HttpProbe(run.load().server().address())
                      .ask(kind.path(), queries, seconds, latencies));
      FleetRun.Stretch stretch = run.watch(seconds);
      return new Asked(answers.get(), stretch);
    } finally {
      thread.shutdownNow();
    }
  }

  private Map<String, Object> row(Latencies latencies, Asked asked, FleetRun run) {
    Map<String, Object> row = new LinkedHashMap<>(latencies.figures());
    row.put("target_queries_per_second", queries);
    row.put("queries_per_second", asked.answers().perSecond());
    row.put("generator_cpu_us_per_query", asked.answers().cpuMicros());
    row.putAll(run.figures(asked.stretch()));
    return row;
  }

  private List<String> failures(Kind kind, HttpProbe.Answers answers) {
    List<String> failures = new ArrayList<>();
    if (answers.failed() > 0) {
      failures.add("%s: %,d queries were refused".formatted(kind.name(), answers.failed()));
    }
    if (answers.perSecond() < SHORT * queries) {
      failures.add(
          "%s: the rate of %,.0f queries/s was not reached: %,.0f queries/s were answered"
              .formatted(kind.name(), queries, answers.perSecond()));
    }
    return failures;
  }

  private static Report report(
      List<Map<String, Object>> rows,
      List<Latencies> measured,
      String note,
      List<Double> generator,
      List<String> failures) {
    return new Report(
        "queries",
        "Queries over HTTP while events flow",
        List.of(
            new Column("measured", "query", "%s"),
            new Column("queries_per_second", "queries/s", "%,.0f"),
            new Column("events_per_second", "events/s", "%,.0f"),
            new Column("p50_ms", "p50 ms", "%,.2f"),
            new Column("p99_ms", "p99 ms", "%,.2f"),
            new Column("p99_9_ms", "p99.9 ms", "%,.2f"),
            new Column("max_ms", "max ms", "%,.1f")),
        rows,
        List.of(
            Chart.percentiles(
                "Time to the answer by percentile",
                measured.stream().map(Latencies::byPercentile).toList()),
            Chart.lines(
                "Time to the answer over time, each second by itself",
                "seconds",
                "milliseconds",
                false,
                measured.stream().map(latencies -> latencies.overTime(99)).toList())),
        List.of(
            note,
            "A query's time counts from the moment at which it was due. What asks takes %s"
                    .formatted(
                        String.join(", ", generator.stream().map("%.0f"::formatted).toList()))
                + " µs of processor time a query, in this order; that is part of the time."),
        failures);
  }
}
