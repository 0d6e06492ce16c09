package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Tables;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code best}: shows an experiment's best trial. */
@Command(
    name = "best",
    description = {
      "Shows an experiment's best trial so far and its hyperparameters.",
      "Exit code 1 where no trial has a score."
    },
    footer = {"", "Example:", "  trialstream best digits --format json"})
final class BestCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Option(
      names = "--include-failed",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      description = "Whether failed trials count. Default: ${DEFAULT-VALUE}.")
  private boolean includeFailed;

  @Option(
      names = "--include-canceled",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      description = "Whether canceled and stopped trials count. Default: ${DEFAULT-VALUE}.")
  private boolean includeCanceled;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    Optional<TrialJson> best = client.best(id, includeFailed, includeCanceled);
    if (best.isEmpty()) {
      throw Failure.onTheWay("No trial of experiment %s has a score that counts.".formatted(id));
    }
    console()
        .one(
            output.format,
            best.get(),
            () -> Tables.trial(best.get(), console().terminal().layout()));
    return ExitCode.OK;
  }
}
