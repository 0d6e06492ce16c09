package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The microbenchmarks. */
@Command(
    name = "jmh",
    description = "Microbenchmarks: interval statistics, reports as bytes and back, suggestions.",
    footer = {"", "Example:", "  load-tests/run jmh --include Record"})
final class JmhBenchmarks extends LoadTest {
  @Option(
      names = "--include",
      defaultValue = ".*",
      paramLabel = "REGEX",
      description = "The benchmarks whose name holds this (default: all).")
  private String include = ".*";

  @Option(
      names = "--quick",
      description = "One short iteration of each: to see that they run, not what they show.")
  private boolean quick;

  @Override
  Report measure(Progress progress) throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("io.trialstream.loadtests.benchmarks.*" + include)
            .verbosity(VerboseMode.SILENT);
    if (quick) {
      options
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(10))
          .forks(0);
    }
    progress.say("running the benchmarks that hold '%s'", include);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RunResult run : new Runner(options.build()).run()) {
      rows.add(row(run));
    }
    if (rows.isEmpty()) {
      throw new LoadTestException("--include: no benchmark has '" + include + "' in its name.");
    }
    return report(rows);
  }

  private static Map<String, Object> row(RunResult run) {
    Result<?> result = run.getPrimaryResult();
    String name = run.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
    StringBuilder parameters = new StringBuilder();
    for (String key : run.getParams().getParamsKeys()) {
      parameters.append(parameters.isEmpty() ? "" : ", ");
      parameters.append(key).append(' ').append(run.getParams().getParam(key));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("benchmark", name);
    row.put("parameters", parameters.toString());
    row.put("ns_per_operation", result.getScore());
    row.put("error", result.getScoreError());
    return row;
  }

  private static Report report(List<Map<String, Object>> rows) {
    List<String> names =
        rows.stream().map(row -> row.get("benchmark") + " " + row.get("parameters")).toList();
    Series times =
        Series.bars(
            "average time",
            rows.stream()
                .<Double>map(
                    row -> row.get("ns_per_operation") instanceof Double nanos ? nanos : 0.0)
                .toList());
    return new Report(
        "jmh",
        "Microbenchmarks: nanoseconds an operation",
        List.of(
            new Column("benchmark", "benchmark", "%s"),
            new Column("parameters", "parameters", "%s"),
            new Column("ns_per_operation", "ns", "%,.1f"),
            new Column("error", "± (99.9%)", "%,.1f")),
        rows,
        List.of(
            Chart.bars(
                "Nanoseconds an operation", "benchmark", "nanoseconds", names, List.of(times))),
        List.of("StatisticsBenchmark builds a log of a million reports; its time is that of one."),
        List.of());
  }
}
