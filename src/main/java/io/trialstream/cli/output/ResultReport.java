package io.trialstream.cli.output;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import java.util.List;
import java.util.Locale;

/** How an experiment ended, for a person to read. */
public final class ResultReport {
  private ResultReport() {}

  /**
   * The report: the best trial, all trials by score, why each stopped one was stopped, and what
   * that saved.
   *
   * @param trials the trials, best first
   * @param decisions the stops, in order
   * @param unit what an interval is to the reader, such as {@code epochs}
   */
  public static String of(
      ExperimentJson experiment,
      List<TrialJson> trials,
      List<DecisionJson> decisions,
      String unit,
      Layout layout) {
    StringBuilder text = new StringBuilder();
    text.append(heading(experiment, trials, layout)).append('\n');
    trials.stream()
        .limit(1)
        .filter(best -> best.score().isPresent())
        .forEach(best -> text.append(best(experiment, best, layout)));
    text.append('\n').append(Style.BOLD.paint("Trials by score", layout.color())).append('\n');
    text.append(Tables.trials(trials, ResultReport::reason).render(layout));
    if (!decisions.isEmpty()) {
      text.append('\n').append(Style.BOLD.paint("Stopped early", layout.color())).append('\n');
      decisions.forEach(each -> text.append(stop(each)).append('\n'));
    }
    Savings.of(trials)
        .ifPresent(savings -> text.append('\n').append(savings.sentence(unit)).append('\n'));
    return text.toString();
  }

  private static String heading(ExperimentJson experiment, List<TrialJson> trials, Layout layout) {
    String state = Style.ofState(experiment.state()).paint(experiment.state(), layout.color());
    String reason = experiment.reason().map(why -> ": " + why).orElse("");
    String none =
        trials.stream().noneMatch(trial -> trial.score().isPresent())
            ? "\nNo trial has a score."
            : "";
    return "Experiment %s is %s%s%s".formatted(experiment.experiment(), state, reason, none);
  }

  private static String best(ExperimentJson experiment, TrialJson best, Layout layout) {
    String metric = experiment.primaryMetric().orElse("score");
    return "\n%s\n%s with %s %s at interval %d, %s\n%s"
        .formatted(
            Style.BOLD.paint("Best trial", layout.color()),
            best.trial(),
            metric,
            NumberText.readable(best.score()),
            best.interval().orElse(0),
            best.state().toLowerCase(Locale.ROOT),
            Tables.parameters(best));
  }

  /** What is not said elsewhere in the report: why a trial has no good end. */
  private static String reason(TrialJson trial) {
    boolean known =
        trial.state().equals("STOPPED")
            || (trial.state().equals("COMPLETED") && trial.score().isPresent());
    return known ? "" : trial.reason().orElse("");
  }

  private static String stop(DecisionJson decision) {
    return "  %s: %s".formatted(decision.trial(), decision.reason());
  }
}
