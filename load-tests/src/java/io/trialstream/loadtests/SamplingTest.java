package io.trialstream.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.api.Json;
import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.SamplingResults.Curve;
import io.trialstream.loadtests.objectives.Objective;
import io.trialstream.loadtests.objectives.Objectives;
import io.trialstream.loadtests.objectives.RecordedCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon samplers find good hyperparameters, and how long they think. */
@Command(
    name = "sampling",
    description = {
      "How soon samplers find the minimum of functions whose minimum is known, and the best of"
          + " recorded training, one trial at a time and many at once; and how long a suggestion"
          + " takes."
    },
    footer = {
      "",
      "Example:",
      "  load-tests/run sampling --functions branin --samplers random,tpe --seeds 5"
    })
final class SamplingTest extends LoadTest {
  @Option(
      names = "--functions",
      split = ",",
      paramLabel = "NAME",
      description = "Functions, with commas between; none with 'none' (default: all).")
  private List<String> functions = Objectives.names();

  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description =
          "Real learning curves: .ndjson files, a data set each, with {\"hp\": {name: number},"
              + " \"valid_loss\": [numbers]} a line, lower is better.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--samplers",
      split = ",",
      paramLabel = "NAME",
      description = "Samplers, with commas between (default: all that there are).")
  private List<String> samplers = List.of();

  @Option(
      names = "--seeds",
      defaultValue = "20",
      paramLabel = "N",
      description = "Searches of each function and sampler (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--evaluations",
      defaultValue = "100",
      paramLabel = "N",
      description = "Trials of a search (default: ${DEFAULT-VALUE}).")
  private int evaluations;

  @Option(
      names = "--at-once",
      split = ",",
      defaultValue = "1,8,64",
      paramLabel = "N",
      description = "Trials at once, with commas between (default: ${DEFAULT-VALUE}).")
  private List<Integer> atOnce = List.of();

  @Option(
      names = "--observations",
      split = ",",
      defaultValue = "20,100,500,1000,10000",
      paramLabel = "N",
      description =
          "Ended trials at which suggestions are timed, with commas between; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> observations = List.of();

  @Option(
      names = "--suggestions",
      defaultValue = "50",
      paramLabel = "N",
      description = "Suggestions that are timed at each (default: ${DEFAULT-VALUE}).")
  private int suggestions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Searches at a time (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  Report measure(Progress progress) throws Exception {
    List<Contender> contenders = contenders();
    List<Objective> recorded = folder.isPresent() ? recorded(folder.get()) : List.of();
    Map<String, LongFunction<Objective>> objectives = objectives(recorded);
    SamplingResults results = new SamplingResults();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (Map.Entry<String, LongFunction<Objective>> objective : objectives.entrySet()) {
        for (int slots : atOnce) {
          for (Contender contender : contenders) {
            Curve curve =
                new Curve(
                    objective.getKey(),
                    contender.name(),
                    slots,
                    searches(pool, objective.getValue(), contender, slots));
            results.add(curve);
            progress.say("%s", SamplingResults.sentence(curve));
          }
        }
      }
    } finally {
      pool.shutdownNow();
    }
    return report(results, recorded, times(contenders, progress));
  }

  private SuggestionTimes times(List<Contender> contenders, Progress progress) {
    SuggestionTimes times = new SuggestionTimes();
    for (Contender contender : contenders) {
      for (int ended : observations) {
        if (ended > 0) {
          progress.say("%s: suggestions after %d trials", contender.name(), ended);
          times.measure(contender, ended, suggestions, 1);
        }
      }
    }
    return times;
  }

  private List<SamplingRun.Outcome> searches(
      ExecutorService pool, LongFunction<Objective> objective, Contender contender, int slots)
      throws Exception {
    List<Callable<SamplingRun.Outcome>> searches = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      long of = seed;
      searches.add(() -> SamplingRun.of(objective.apply(of), contender, evaluations, slots, of));
    }
    List<SamplingRun.Outcome> outcomes = new ArrayList<>();
    for (Future<SamplingRun.Outcome> search : pool.invokeAll(searches)) {
      outcomes.add(search.get());
    }
    return outcomes;
  }

  /** Those that were named, or all that take a simple search space. */
  private List<Contender> contenders() {
    if (!samplers.isEmpty()) {
      List<Contender> named = samplers.stream().map(Contender::of).toList();
      named.forEach(contender -> contender.on("{x: {type: uniform, min_value: 0, max_value: 1}}"));
      return named;
    }
    return Contender.all().stream().filter(Contender::exists).toList();
  }

  private Map<String, LongFunction<Objective>> objectives(List<Objective> recorded) {
    Map<String, LongFunction<Objective>> objectives = new LinkedHashMap<>();
    for (String name : functions) {
      if (Objectives.names().contains(name)) {
        objectives.put(name, seed -> Objectives.of(name, seed));
      } else if (!name.equals("none")) {
        throw new LoadTestException(
            "--functions: there is no %s; there are %s."
                .formatted(name, String.join(", ", Objectives.names())));
      }
    }
    recorded.forEach(each -> objectives.put(each.name(), seed -> each));
    return objectives;
  }

  private Report report(SamplingResults results, List<Objective> recorded, SuggestionTimes times) {
    List<Map<String, Object>> rows = new ArrayList<>(results.rows());
    rows.addAll(
        SamplingTargets.rows(results.curves(), recorded.stream().map(Objective::name).toList()));
    rows.addAll(times.rows());
    List<Chart> charts = new ArrayList<>(results.charts());
    charts.addAll(times.charts());
    return new Report(
        "sampling",
        "Samplers: %d evaluations, %d seeds".formatted(evaluations, seeds),
        SamplingResults.columns(),
        rows,
        charts,
        List.of(
            "Regret: how far the value of the trial with the best reading lies above the lowest"
                + " that there is, without noise; the median of the seeds, the quartiles at the"
                + " end. Suggest: from the last result to a suggestion that used it; refresh: what"
                + " the sampler does then, while nobody waits. Both are processor time in the rows"
                + " of functions, since searches run at once, and wall-clock time in those of"
                + " suggestions alone."),
        List.of());
  }

  private static List<Objective> recorded(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new LoadTestException("--curves: " + folder + " is no folder.");
    }
    List<Objective> recorded = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(path -> path.toString().endsWith(".ndjson")).sorted().toList()) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.ndjson$", "");
        recorded.add(new RecordedCurves(name, configurations(file), Curves.read(file)));
      }
    }
    if (recorded.isEmpty()) {
      throw new LoadTestException(folder + " holds no .ndjson file with curves.");
    }
    return recorded;
  }

  private static List<Map<String, Double>> configurations(Path file) throws IOException {
    List<Map<String, Double>> configurations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode read = Json.mapper().readTree(line).path("hp");
      Map<String, Double> configuration = new LinkedHashMap<>();
      read.fields()
          .forEachRemaining(each -> configuration.put(each.getKey(), each.getValue().asDouble()));
      if (configuration.isEmpty()) {
        throw new LoadTestException(
            "%s, line %d: hp must hold the hyperparameters."
                .formatted(file, configurations.size() + 1));
      }
      configurations.add(configuration);
    }
    return configurations;
  }
}
