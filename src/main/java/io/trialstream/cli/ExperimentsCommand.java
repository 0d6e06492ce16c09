package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code experiments}: lists them. */
@Command(
    name = "experiments",
    description = "Lists the experiments, newest first.",
    footer = {"", "Example:", "  trialstream experiments --state running"})
final class ExperimentsCommand extends ClientCommand {
  private enum State {
    RUNNING,
    COMPLETED,
    CANCELED,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}. Default: all.")
  private @Nullable State state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most this many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    List<ExperimentJson> experiments =
        client.experiments(
            Optional.ofNullable(state).map(State::name), atLeastOne("--limit", limit));
    console()
        .list(
            output.format,
            experiments,
            Map.of("experiments", experiments),
            () ->
                Tables.experiments(experiments, host().zone())
                    .render(console().terminal().layout()));
    return ExitCode.OK;
  }
}
