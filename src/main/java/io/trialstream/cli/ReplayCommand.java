package io.trialstream.cli;

import io.trialstream.api.TrialstreamClient;
import io.trialstream.replay.Pipeline;
import io.trialstream.replay.Replay;
import io.trialstream.replay.Result;
import io.trialstream.replay.UnknownMetricException;
import io.trialstream.stopping.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: what policies would have done on a recorded log. */
@Command(
    name = "replay",
    description = {
      "Shows what early-termination policies would have done on a recorded log: the decisions, the share of the intervals saved, whether the eventual best trial would have been kept, and the regret.",
      "The rules are those that decide live: the experiment's own policy gives the decisions that it gave."
    },
    footer = {
      "",
      "Examples:",
      "  trialstream replay --experiment digits --policy median_stopping",
      "  trialstream replay --events events.ndjson --goal maximize \\",
      "    --policy '{type: bandit, slack_factor: 0.1, delay_evaluation: 5}' --policy policy.yaml --format json"
    })
final class ReplayCommand extends ClientCommand {
  private static final String OWN = "own";

  @ArgGroup(multiplicity = "1")
  private Log log = new Log();

  /** Which log; exactly one of the two. */
  static final class Log {
    @Option(
        names = "--experiment",
        paramLabel = "ID",
        description =
            "The experiment whose log is replayed, read through the server. Default: none, the log is that of --events.")
    @Nullable String experiment;

    @Option(
        names = "--events",
        paramLabel = "EVENTS.ndjson",
        description =
            "The file with the log, as run --export-events writes it; - is standard input. Default: none, the log is that of --experiment.")
    @Nullable String events;
  }

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "A policy, repeatable: a file, its YAML or JSON itself, or its name; 'own' is the experiment's own. Default with --experiment: own.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description =
          "Which values of the metric are better: ${COMPLETION-CANDIDATES}. Default: the experiment's; a file needs it.")
  private @Nullable Goal goal;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "The metric that decides. Default: the experiment's; in a file the one whose events have an interval, or the only one.")
  private @Nullable String metric;

  @Option(
      names = "--strict",
      description =
          "End at the first line of a file that holds no event, instead of passing it over.")
  private boolean strict;

  @Option(
      names = "--decisions",
      description =
          "Show each policy's decisions below the table; json and ndjson always have them.")
  private boolean decisions;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws Exception {
    List<PolicyOption> given =
        policies.stream().filter(text -> !text.equals(OWN)).map(PolicyOption::read).toList();
    EventSource source =
        log.events != null
            ? new FileEvents(log.events, strict, console())
            : new ServerEvents(client, String.valueOf(log.experiment));
    List<PolicyOption> asked = asked(source, given);
    asked.stream()
        .flatMap(each -> each.warnings().stream())
        .forEach(warning -> console().say("warning: " + warning));
    Goal better = Optional.ofNullable(goal).or(source::goal).orElseThrow(ReplayCommand::noGoal);
    Optional<String> primary = Optional.ofNullable(metric).or(source::metric);
    Result result = replay(source, better, primary, asked);
    remark(source, result);
    ReplayReport.of(source.experiment(), better, asked, result)
        .print(console(), output.format, decisions, host().zone());
    return ExitCode.OK;
  }

  private static Failure noGoal() {
    return Failure.badInput(
        "--goal is missing: give maximize or minimize, whichever values of the metric are better.");
  }

  /** The policies in the order in which they were asked for. */
  private List<PolicyOption> asked(EventSource source, List<PolicyOption> given) {
    List<PolicyOption> asked = new ArrayList<>();
    int next = 0;
    for (String text : policies) {
      asked.add(text.equals(OWN) ? own(source) : given.get(next++));
    }
    if (asked.isEmpty()) {
      asked.add(own(source));
    }
    return asked;
  }

  private static PolicyOption own(EventSource source) {
    return source
        .policy()
        .map(policy -> new PolicyOption(OWN, policy, List.of()))
        .orElseThrow(
            () ->
                Failure.badInput(
                    "--policy is missing: %s does not tell a policy; give one such as median_stopping"
                        .formatted(source.name())));
  }

  private Result replay(
      EventSource source, Goal better, Optional<String> primary, List<PolicyOption> asked)
      throws Exception {
    Replay replay = new Replay(better, primary, asked.stream().map(PolicyOption::policy).toList());
    ReplayProgress progress = new ReplayProgress(console(), host().clock());
    Pipeline.run(
        source,
        batch -> {
          replay.apply(batch);
          progress.applied(batch.size());
        });
    try {
      Result result = replay.finish();
      if (result.intervals() == 0) {
        throw Failure.badInput(
            "There is no report of the metric '%s' in %s."
                .formatted(result.metric(), source.name()));
      }
      return result;
    } catch (UnknownMetricException e) {
      throw Failure.badInput(
          e.metrics().isEmpty()
              ? "There is no report in %s.".formatted(source.name())
              : "--metric is missing: %s has several, and nothing tells which one decides; give one of %s"
                  .formatted(source.name(), String.join(", ", e.metrics())));
    }
  }

  private void remark(EventSource source, Result result) {
    if (result.ignored() > 0) {
      console()
          .say(
              "%,d events of %s do not count: their attempt had ended, or a higher one had begun."
                  .formatted(result.ignored(), source.name()));
    }
    if (result.stoppedEnds() > 0) {
      console()
          .say(
              "%,d of the %,d trials were stopped by a policy when the log was recorded: what they would have reached is not in it, and the figures hold for what is."
                  .formatted(result.stoppedEnds(), result.trials()));
    }
  }
}
