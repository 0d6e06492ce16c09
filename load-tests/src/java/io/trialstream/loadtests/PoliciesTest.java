package io.trialstream.loadtests;

import io.trialstream.experiment.PolicyReader;
import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.Report.Column;
import io.trialstream.loadtests.Report.Series;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.stopping.StoppingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What early-termination policies save and cost on real learning curves. */
@Command(
    name = "policies",
    description = {
      "What early-termination policies save and cost on real learning curves: experiments of trials"
          + " drawn from the curves, on fleets of several sizes, whose stops take effect at once."
          + " It needs no broker: the rules are those that decide live."
    },
    footer = {
      "",
      "Example:",
      "  load-tests/run policies --curves learning-curves --html policies.html"
    })
final class PoliciesTest extends LoadTest {
  private static final List<String> POLICIES =
      List.of(
          "{type: bandit, slack_factor: 0.1, delay_evaluation: 5}",
          "{type: bandit, slack_factor: 0.2, delay_evaluation: 5}",
          "{type: bandit, slack_factor: 0.5, delay_evaluation: 5}",
          "{type: median_stopping, delay_evaluation: 5}",
          "{type: truncation_selection, truncation_percentage: 20, delay_evaluation: 5}",
          "{type: truncation_selection, truncation_percentage: 50, delay_evaluation: 5}",
          "{type: percentile, percentile: 25, delay_evaluation: 5}",
          "{type: percentile, percentile: 50, delay_evaluation: 5}",
          "{type: percentile, percentile: 75, delay_evaluation: 5}",
          "{type: asha, min_interval: 5, reduction_factor: 3, delay_evaluation: 5}",
          "{type: asha, min_interval: 5, reduction_factor: 2, delay_evaluation: 5}",
          "{type: patience, intervals: 10, delay_evaluation: 5}",
          "{type: patience, intervals: 10, min_delta: 0.001, delay_evaluation: 5}",
          "{type: threshold, upper: 0.8, delay_evaluation: 5}",
          "{type: none}");

  @Option(
      names = "--curves",
      required = true,
      paramLabel = "DIR",
      description =
          "Real learning curves: .ndjson files, a data set each, with {\"valid_loss\": [numbers]} a"
              + " line, lower is better.")
  private Path folder = Path.of("");

  @Option(
      names = "--policy",
      paramLabel = "YAML",
      description = "A policy, repeatable (default: each policy with usual settings).")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--at-once",
      split = ",",
      defaultValue = "4,20,100",
      paramLabel = "N",
      description = "Trials at once, with commas between (default: ${DEFAULT-VALUE}).")
  private List<Integer> slots = List.of();

  @Option(
      names = "--trials",
      defaultValue = "200",
      paramLabel = "N",
      description = "Trials of an experiment (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--seeds",
      defaultValue = "10",
      paramLabel = "N",
      description = "Experiments of each data set and fleet (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Override
  Report measure(Progress progress) throws IOException {
    Map<String, List<double[]>> sets = sets();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String text : policies.isEmpty() ? POLICIES : policies) {
      progress.say("%s", text);
      StoppingPolicy policy = policy(text);
      for (int atOnce : slots) {
        rows.add(row(text, policy, atOnce, sets));
      }
    }
    return report(rows, sets.size());
  }

  private Map<String, List<double[]>> sets() throws IOException {
    Map<String, List<double[]>> sets = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      throw new LoadTestException("--curves: " + folder + " is no folder.");
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
        List<double[]> curves = Curves.read(file);
        if (curves.size() < trials) {
          throw new LoadTestException(
              "%s holds %d curves; --trials asks for %d.".formatted(file, curves.size(), trials));
        }
        sets.put(String.valueOf(file.getFileName()).replaceFirst("\\.ndjson$", ""), curves);
      }
    }
    if (sets.isEmpty()) {
      throw new LoadTestException(folder + " holds no .ndjson file with curves.");
    }
    return sets;
  }

  private static StoppingPolicy policy(String text) {
    try {
      return PolicyReader.parse(text).policy();
    } catch (InvalidSettingsException e) {
      throw new LoadTestException("--policy %s: %s".formatted(text, e.getMessage()));
    }
  }

  private Map<String, Object> row(
      String text, StoppingPolicy policy, int atOnce, Map<String, List<double[]>> sets) {
    List<SlotRun.Outcome> all = new ArrayList<>();
    Map<String, Object> bySet = new LinkedHashMap<>();
    sets.forEach(
        (name, curves) -> {
          List<SlotRun.Outcome> outcomes = new ArrayList<>();
          for (int seed = 1; seed <= seeds; seed++) {
            outcomes.add(SlotRun.of(draw(curves, seed), policy, atOnce, seed));
          }
          bySet.put(name, figures(outcomes));
          all.addAll(outcomes);
        });
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", text);
    row.put("at_once", atOnce);
    row.putAll(figures(all));
    row.put("data_sets", bySet);
    return row;
  }

  private List<double[]> draw(List<double[]> curves, int seed) {
    List<double[]> drawn = new ArrayList<>(curves);
    Collections.shuffle(drawn, new Random(seed));
    return drawn.subList(0, trials);
  }

  private static Map<String, Object> figures(List<SlotRun.Outcome> outcomes) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("replays", outcomes.size());
    figures.put("saved", mean(outcomes, SlotRun.Outcome::saved));
    figures.put("kept_best", mean(outcomes, outcome -> outcome.keptBest() ? 1 : 0));
    figures.put("regret", mean(outcomes, SlotRun.Outcome::regret));
    figures.put(
        "worst_regret", outcomes.stream().mapToDouble(SlotRun.Outcome::regret).max().orElse(0));
    figures.put("stops", mean(outcomes, SlotRun.Outcome::stops));
    figures.put("saved_percent", 100 * mean(outcomes, SlotRun.Outcome::saved));
    figures.put("kept_best_percent", 100 * mean(outcomes, outcome -> outcome.keptBest() ? 1 : 0));
    return figures;
  }

  private static double mean(
      List<SlotRun.Outcome> outcomes, ToDoubleFunction<SlotRun.Outcome> figure) {
    return outcomes.stream().mapToDouble(figure).average().orElse(0);
  }

  private Report report(List<Map<String, Object>> rows, int sets) {
    return new Report(
        "policies",
        "Early-termination policies on real learning curves: %d trials, %d data sets, %d seeds"
            .formatted(trials, sets, seeds),
        List.of(
            new Column("policy", "policy", "%s"),
            new Column("at_once", "at once", "%d"),
            new Column("saved_percent", "work saved %", "%.0f"),
            new Column("kept_best_percent", "kept the best %", "%.0f"),
            new Column("regret", "regret", "%.4f"),
            new Column("worst_regret", "worst regret", "%.4f"),
            new Column("stops", "stops", "%.0f")),
        rows,
        List.of(
            chart(rows, "Work saved", "share of the reports, %", "saved_percent"),
            chart(rows, "Best trial kept", "share of the experiments, %", "kept_best_percent"),
            chart(rows, "Regret", "validation loss above the lowest", "regret")),
        List.of(
            "Means over the data sets and seeds. Work saved: reports not made. Kept the best: the"
                + " trial with the lowest reading of all reached it. Regret: the lowest reading"
                + " reached, above the lowest of all, in validation loss."),
        List.of());
  }

  private Chart chart(List<Map<String, Object>> rows, String title, String axis, String figure) {
    List<String> names =
        rows.stream().map(row -> String.valueOf(row.get("policy"))).distinct().toList();
    List<Series> series = new ArrayList<>();
    for (int atOnce : slots) {
      series.add(
          Series.bars(
              atOnce + " at once",
              rows.stream()
                  .filter(row -> row.get("at_once") instanceof Integer of && of == atOnce)
                  .<Double>map(
                      row -> row.get(figure) instanceof Number value ? value.doubleValue() : 0.0)
                  .toList()));
    }
    return Chart.bars(title, "policy", axis, names, series);
  }
}
