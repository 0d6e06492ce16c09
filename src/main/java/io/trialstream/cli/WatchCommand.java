package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialstreamClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code watch}: follows an experiment. */
@Command(
    name = "watch",
    description = {
      "Shows an experiment's progress until it has ended, then its result.",
      "Ctrl-C detaches; the experiment goes on."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:completed, with a score",
      "1:it ended otherwise, or is no longer watched",
      "2:bad input, or no server answers"
    },
    footer = {"", "Example:", "  trialstream watch digits"})
final class WatchCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    // Asked before the watching starts, which waits for a server that is away.
    String known = client.experiment(id).experiment();
    return new Watch(host(), client).follow(known, output.format);
  }
}
