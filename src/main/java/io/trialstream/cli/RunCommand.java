package io.trialstream.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: an experiment from start to end on this machine. */
@Command(
    name = "run",
    description = {
      "Runs an experiment on this machine, with a broker, a server and a worker of its own, shows its progress and prints its result.",
      "The worker runs the program that the file's command names and no other. Ctrl-C cancels the experiment and prints what there is."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the experiment completed, with a score",
      "1:it ended otherwise",
      "2:bad input; nothing was started",
      "130:ended at once, by a second Ctrl-C"
    },
    footer = {
      "",
      "Examples:",
      "  trialstream run examples/digits/sweep.yaml",
      "  trialstream run sweep.yaml --slots 4 --format json --export-events events.ndjson > result.json"
    })
final class RunCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The experiment file, YAML or JSON.")
  private Path file;

  @Mixin private RunOptions options;

  @Option(
      names = "--export-events",
      paramLabel = "EVENTS.ndjson",
      description =
          "Write the experiment's log there: every report and end that counts, in the log's order, a JSON object a line.")
  private @Nullable Path events;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = {
        "A Kafka broker. Default: those of bootstrap.servers in the configuration; without it one in this process.",
        "This process's worker then takes every trial of the file's pool there, so give the file a pool of its own."
      })
  private @Nullable String bootstrapServer;

  @Mixin private SettingOptions x;

  @Override
  public Integer call() throws Exception {
    LocalRun.Plan plan =
        new LocalRun.Plan(
            file,
            options.slots(),
            options.output.format,
            Optional.ofNullable(events),
            options.keep,
            options.data(),
            new SettingReader(host(), x)
                .bootstrapServer(Optional.ofNullable(bootstrapServer))
                .read(),
            "intervals");
    return new LocalRun(host(), plan).run();
  }
}
