package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.DecisionJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Tables;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code decisions}: lists an experiment's stops. */
@Command(
    name = "decisions",
    description =
        "Lists the trials that the early-termination policy stopped, in order, with the evidence.",
    footer = {"", "Example:", "  trialstream decisions digits"})
final class DecisionsCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    List<DecisionJson> decisions = client.decisions(id);
    console()
        .list(
            output.format,
            decisions,
            document(id, "decisions", decisions),
            () -> Tables.decisions(decisions, host().zone()).render(console().terminal().layout()));
    return ExitCode.OK;
  }
}
