package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.EventJson;
import io.trialstream.api.Json;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code metrics}: shows an experiment's log. */
@Command(
    name = "metrics",
    description =
        "Shows an experiment's log: every reported value and every end of an attempt that counts, in the log's order. With --format ndjson it is the export format.",
    footer = {
      "",
      "Examples:",
      "  trialstream metrics digits 3",
      "  trialstream metrics digits --format ndjson > digits.ndjson"
    })
final class MetricsCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TRIAL",
      description = "Only this trial's: its id, or its number. Default: all.")
  private @Nullable String trial;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    Optional<String> only = Optional.ofNullable(trial).map(name -> trialId(id, name));
    if (output.format == Format.NDJSON) {
      client.events(id, only, event -> console().line(Json.write(event)));
      return ExitCode.OK;
    }
    List<EventJson> events = new ArrayList<>();
    client.events(id, only, events::add);
    console()
        .list(
            output.format,
            events,
            document(id, "events", events),
            () -> Tables.events(events).render(console().terminal().layout()));
    return ExitCode.OK;
  }
}
