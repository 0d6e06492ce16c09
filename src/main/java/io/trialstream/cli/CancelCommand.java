package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialstreamClient;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cancel}: ends an experiment. */
@Command(
    name = "cancel",
    description =
        "Cancels an experiment: its training processes are ended, and it is CANCELED when the last one has.",
    footer = {"", "Example:", "  trialstream cancel digits --reason 'wrong data'"})
final class CancelCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "on the command line",
      description = "Why, for those who read it later. Default: ${DEFAULT-VALUE}.")
  private String reason;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    client.cancel(id, reason);
    console()
        .one(
            output.format,
            Map.of("experiment", id),
            () -> "Experiment %s is being canceled.\n".formatted(id));
    return ExitCode.OK;
  }
}
