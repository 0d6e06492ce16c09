package io.trialstream.loadtests;

import io.trialstream.loadtests.Report.Chart;
import io.trialstream.loadtests.SamplingResults.Curve;
import io.trialstream.loadtests.objectives.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon samplers find good hyperparameters, and how long they think. */
@Command(
    name = "sampling",
    description = {
      "How soon samplers find the minimum of functions whose minimum is known, and the best of"
          + " recorded training, one trial at a time and many at once; and how long a suggestion"
          + " takes, and how many a second there can be."
    },
    footer = {
      "",
      "Example:",
      "  load-tests/run sampling --functions branin --samplers random,tpe --seeds 5"
    })
final class SamplingTest extends LoadTest {
  @Mixin private Brokers brokers;
  @Mixin private ObjectiveOptions objectiveOptions;

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
      names = "--flow",
      defaultValue = "50000",
      paramLabel = "N",
      description =
          "Trials of the experiment whose suggestions are counted on the topic; 0 for none"
              + " (default: ${DEFAULT-VALUE}).")
  private int flow;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Searches at a time (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  Report measure(Progress progress) throws Exception {
    List<Contender> contenders = contenders();
    Map<String, LongFunction<Objective>> objectives = objectiveOptions.all();
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
    SuggestionTimes times = times(contenders, progress);
    return report(results, times, rates(progress));
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

  private List<Map<String, Object>> rates(Progress progress) throws Exception {
    List<Map<String, Object>> rates = new ArrayList<>();
    if (flow > 0) {
      progress.say("random and sobol: suggestions a second");
      Contender random = Contender.of("random");
      rates.add(SuggestionRates.core(random));
      rates.add(SuggestionRates.core(Contender.of("sobol")));
      progress.say("random: %,d suggestions through a coordinator", flow);
      try (Brokers.Running running = brokers.open();
          SuggestionFlow suggestions = new SuggestionFlow(running)) {
        rates.add(SuggestionRates.topic(random, suggestions.measure(flow)));
      }
    }
    return rates;
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

  private Report report(
      SamplingResults results, SuggestionTimes times, List<Map<String, Object>> rates) {
    List<Map<String, Object>> rows = new ArrayList<>(results.rows());
    rows.addAll(SamplingTargets.rows(results.curves(), objectiveOptions.recorded()));
    rows.addAll(times.rows());
    rows.addAll(rates);
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
}
