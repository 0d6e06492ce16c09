package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Tables;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trials}: lists an experiment's. */
@Command(
    name = "trials",
    description = "Lists an experiment's trials, best first, with their hyperparameters.",
    footer = {"", "Example:", "  trialstream trials digits --top 10"})
final class TrialsCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Option(names = "--top", paramLabel = "K", description = "Only the best K. Default: all.")
  private @Nullable Integer top;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    OptionalInt first =
        top == null ? OptionalInt.empty() : OptionalInt.of(atLeastOne("--top", top));
    List<TrialJson> trials = client.trials(id, first);
    console()
        .list(
            output.format,
            trials,
            document(id, "trials", trials),
            () -> Tables.trials(trials).render(console().terminal().layout()));
    return ExitCode.OK;
  }
}
