package io.trialstream.cli.output;

import io.trialstream.api.DecisionJson;
import io.trialstream.api.EventJson;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialJson;
import io.trialstream.cli.output.Table.Column;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Real;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** What the API answers, as tables. */
public final class Tables {
  private Tables() {}

  /** Experiments, in the given order. */
  public static Table experiments(List<ExperimentJson> experiments, ZoneId zone) {
    Table table =
        new Table(
            List.of(
                Column.text("EXPERIMENT"),
                Column.state("STATE"),
                Column.number("ENDED"),
                Column.number("OF"),
                Column.number("STOPPED"),
                Column.decimal("BEST"),
                Column.text("BEST TRIAL"),
                Column.text("SUBMITTED"),
                Column.sentence("REASON")));
    for (ExperimentJson each : experiments) {
      table.row(
          each.experiment(),
          each.state(),
          Long.toString(new Progress(each, java.time.Duration.ZERO).ended()),
          text(each.maxTotalTrials()),
          Long.toString(each.trials().stopped()),
          each.best().map(best -> NumberText.readable(best.score())).orElse(Table.NOTHING),
          each.best().map(ExperimentJson.Best::trial).orElse(Table.NOTHING),
          TimeText.moment(each.submitted(), zone),
          each.reason().orElse(""));
    }
    return table;
  }

  /** Trials, in the given order, a column for each hyperparameter. */
  public static Table trials(List<TrialJson> trials) {
    return trials(trials, trial -> trial.reason().orElse(""));
  }

  /** Trials, in the given order, with what is to be said of each; nothing is an empty text. */
  static Table trials(List<TrialJson> trials, Function<TrialJson, String> remark) {
    Set<String> names = new LinkedHashSet<>();
    trials.forEach(trial -> names.addAll(trial.params().keySet()));
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("TRIAL"),
                Column.state("STATE"),
                Column.decimal("SCORE"),
                Column.number("AT"),
                Column.number("INTERVALS"),
                Column.number("ATTEMPTS")));
    names.forEach(name -> columns.add(parameterColumn(name, trials)));
    boolean remarks = trials.stream().anyMatch(trial -> !remark.apply(trial).isEmpty());
    if (remarks) {
      columns.add(Column.sentence("REASON"));
    }
    Table table = new Table(columns);
    for (TrialJson trial : trials) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  trial.trial(),
                  trial.state(),
                  NumberText.readable(trial.score()),
                  text(trial.interval()),
                  Integer.toString(trial.intervals()),
                  Integer.toString(trial.attempts())));
      for (String name : names) {
        cells.add(text(Optional.ofNullable(trial.params().get(name))));
      }
      if (remarks) {
        cells.add(remark.apply(trial));
      }
      table.row(cells);
    }
    return table;
  }

  private static Column parameterColumn(String name, List<TrialJson> trials) {
    boolean text =
        trials.stream().anyMatch(trial -> trial.params().get(name) instanceof ParameterValue.Text);
    return text ? Column.sentence(name) : Column.decimal(name);
  }

  /** One trial, a line for each thing known of it. */
  public static String trial(TrialJson trial, Layout layout) {
    StringBuilder text = new StringBuilder();
    field(text, layout, "trial", trial.trial());
    field(text, layout, "state", Style.ofState(trial.state()).paint(trial.state(), layout.color()));
    field(text, layout, "score", NumberText.readable(trial.score()));
    field(text, layout, "reached at interval", text(trial.interval()));
    field(text, layout, "intervals", Integer.toString(trial.intervals()));
    field(text, layout, "attempts", Integer.toString(trial.attempts()));
    trial.reason().ifPresent(reason -> field(text, layout, "reason", reason));
    text.append(Style.BOLD.paint("hyperparameters", layout.color())).append('\n');
    text.append(parameters(trial));
    return text.toString();
  }

  /** A trial's hyperparameters, a line each, indented. */
  static String parameters(TrialJson trial) {
    StringBuilder text = new StringBuilder();
    int width = trial.params().keySet().stream().mapToInt(Table::width).max().orElse(0);
    trial
        .params()
        .forEach(
            (name, value) ->
                text.append("  ")
                    .append(name)
                    .append(" ".repeat(width - Table.width(name) + 2))
                    .append(value.text())
                    .append('\n'));
    return text.toString();
  }

  private static void field(StringBuilder text, Layout layout, String name, String value) {
    String padded = (name + " ".repeat(20)).substring(0, 20);
    text.append(Style.BOLD.paint(padded, layout.color())).append(' ').append(value).append('\n');
  }

  /** Decisions, in the given order. */
  public static Table decisions(List<DecisionJson> decisions, ZoneId zone) {
    Table table =
        new Table(
            List.of(
                Column.text("TRIAL"),
                Column.number("ATTEMPT"),
                Column.number("INTERVAL"),
                Column.text("POLICY"),
                Column.decimal("VALUE"),
                Column.decimal("LIMIT"),
                Column.number("PEERS"),
                Column.text("TIME"),
                Column.sentence("REASON")));
    for (DecisionJson each : decisions) {
      table.row(
          each.trial(),
          Integer.toString(each.attempt()),
          Integer.toString(each.interval()),
          each.policy(),
          NumberText.readable(each.value()),
          NumberText.readable(each.limit()),
          Integer.toString(each.peers()),
          each.time().map(time -> TimeText.moment(time, zone)).orElse(Table.NOTHING),
          each.reason());
    }
    return table;
  }

  /** Records of a log, in the given order. */
  public static Table events(List<EventJson> events) {
    Table table =
        new Table(
            List.of(
                Column.text("TRIAL"),
                Column.number("ATTEMPT"),
                Column.number("INTERVAL"),
                Column.text("METRIC"),
                Column.decimal("VALUE"),
                Column.state("ENDED")));
    for (EventJson event : events) {
      String attempt = Integer.toString(event.attempt());
      if (event instanceof EventJson.Report report) {
        table.row(
            report.trial(),
            attempt,
            text(report.interval()),
            report.metric(),
            NumberText.readable(report.value()),
            "");
      } else if (event instanceof EventJson.End end) {
        table.row(end.trial(), attempt, "", "", "", end.state());
      }
    }
    return table;
  }

  private static String text(Optional<ParameterValue> value) {
    return value
        .map(v -> v instanceof Real real ? NumberText.readable(real.value()) : v.text())
        .orElse(Table.NOTHING);
  }

  private static String text(OptionalInt value) {
    return value.isPresent() ? Integer.toString(value.getAsInt()) : Table.NOTHING;
  }

  private static String text(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : Table.NOTHING;
  }
}
