package io.trialstream.cli;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.Json;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.NumberText;
import io.trialstream.cli.output.Style;
import io.trialstream.cli.output.Table;
import io.trialstream.cli.output.Table.Column;
import io.trialstream.cli.output.Tables;
import io.trialstream.replay.Outcome;
import io.trialstream.replay.Outcome.Scored;
import io.trialstream.replay.Outcome.Stop;
import io.trialstream.replay.Result;
import io.trialstream.stopping.Decision;
import io.trialstream.stopping.Goal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a replay found, as it is printed.
 *
 * @param experiment the experiment's id
 * @param goal {@code maximize} or {@code minimize}
 * @param primaryMetric the metric that decides
 * @param trials the trials in the log
 * @param intervals the reports of the primary metric that count
 * @param best the best trial of the recorded log; empty where none has a score
 * @param policies what each policy would have done, in the order given
 */
record ReplayReport(
    String experiment,
    String goal,
    String primaryMetric,
    int trials,
    long intervals,
    Optional<Best> best,
    List<Policy> policies) {

  /**
   * A trial with its score.
   *
   * @param trial its id
   * @param score its score
   * @param interval where it was reached, from 1
   */
  record Best(String trial, double score, int interval) {}

  /**
   * What one policy would have done.
   *
   * @param policy the policy as it was asked for
   * @param type its name
   * @param decisions its stops, in order
   * @param saved the share of the intervals not run, from 0 to 1
   * @param keptBest whether the best trial would have reached its score; empty where there is none
   * @param regret by how much the best score left is worse; empty where no score, and infinite
   *     where none is left
   * @param savedIntervals the intervals not run
   * @param best the best trial under the policy; empty where none has a score
   */
  record Policy(
      String policy,
      String type,
      List<DecisionJson> decisions,
      double saved,
      Optional<Boolean> keptBest,
      OptionalDouble regret,
      long savedIntervals,
      Optional<Best> best) {}

  /** The report of a result. */
  static ReplayReport of(String experiment, Goal goal, List<PolicyOption> asked, Result result) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Outcome outcome = result.outcomes().get(i);
      policies.add(
          new Policy(
              asked.get(i).asked(),
              asked.get(i).policy().name(),
              outcome.stops().stream()
                  .map(stop -> decision(experiment, goal, result.metric(), stop))
                  .toList(),
              outcome.savedShare(),
              outcome.keptBest(),
              outcome.regret(),
              outcome.saved(),
              outcome.kept().map(kept -> best(experiment, kept))));
    }
    return new ReplayReport(
        experiment,
        goal.name().toLowerCase(Locale.ROOT),
        result.metric(),
        result.trials(),
        result.intervals(),
        result.best().map(best -> best(experiment, best)),
        policies);
  }

  private static Best best(String experiment, Scored scored) {
    return new Best(id(experiment, scored.trial()), scored.score(), scored.interval());
  }

  private static DecisionJson decision(String experiment, Goal goal, String metric, Stop stop) {
    Decision decision = stop.decision();
    return new DecisionJson(
        id(experiment, decision.trial()),
        decision.attempt(),
        decision.policy(),
        decision.interval(),
        decision.value(),
        decision.limit(),
        decision.peers(),
        decision.sentence(metric, goal),
        stop.place().partition(),
        stop.place().offset(),
        stop.place().time());
  }

  private static String id(String experiment, int trial) {
    return experiment + "_" + trial;
  }

  /**
   * Prints it.
   *
   * @param decisions whether the table is followed by the decisions; JSON always has them
   */
  void print(Console console, Format format, boolean decisions, ZoneId zone) {
    switch (format) {
      case TABLE -> console.print(table(console, decisions, zone));
      case JSON -> console.line(Console.indented(this));
      case NDJSON -> policies.forEach(policy -> console.line(Json.write(policy)));
    }
  }

  private String table(Console console, boolean decisions, ZoneId zone) {
    Table table =
        new Table(
            List.of(
                Column.sentence("POLICY"),
                Column.number("STOPS"),
                Column.number("SAVED"),
                Column.text("KEPT BEST"),
                Column.decimal("REGRET"),
                Column.text("BEST LEFT")));
    for (Policy each : policies) {
      table.row(
          each.policy(),
          Integer.toString(each.decisions().size()),
          String.format(Locale.ROOT, "%.1f%%", 100 * each.saved()),
          each.keptBest().map(kept -> kept ? "yes" : "no").orElse(Table.NOTHING),
          NumberText.readable(each.regret()),
          each.best().map(Best::trial).orElse(Table.NOTHING));
    }
    StringBuilder text =
        new StringBuilder(heading()).append(table.render(console.terminal().layout()));
    if (decisions) {
      for (Policy each : policies) {
        text.append('\n')
            .append(Style.BOLD.paint(each.policy(), console.terminal().layout().color()))
            .append('\n')
            .append(Tables.decisions(each.decisions(), zone).render(console.terminal().layout()));
      }
    }
    return text.toString();
  }

  private String heading() {
    String score =
        best.map(
                trial ->
                    "best %s with %s at interval %d"
                        .formatted(
                            trial.trial(), NumberText.readable(trial.score()), trial.interval()))
            .orElse("no trial has a score");
    return "%s: %d trials, %d intervals of %s (%s); %s\n\n"
        .formatted(experiment, trials, intervals, primaryMetric, goal, score);
  }
}
