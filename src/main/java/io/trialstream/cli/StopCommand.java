package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.TrialstreamClient;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stop}: cancels one trial. */
@Command(
    name = "stop",
    description = "Cancels one trial of an experiment; its training process is ended.",
    footer = {"", "Example:", "  trialstream stop digits 3"})
final class StopCommand extends ClientCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The experiment's id.")
  private String id;

  @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id, or its number.")
  private String trial;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "on the command line",
      description = "Why, for those who read it later. Default: ${DEFAULT-VALUE}.")
  private String reason;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    String stopped = trialId(id, trial);
    client.stop(id, stopped, reason);
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("experiment", id);
    asked.put("trial", stopped);
    console().one(output.format, asked, () -> "Trial %s is being canceled.\n".formatted(stopped));
    return ExitCode.OK;
  }
}
