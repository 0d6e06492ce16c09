package io.trialstream.cli;

import io.trialstream.api.ApiException;
import io.trialstream.api.Submitted;
import io.trialstream.api.TrialstreamClient;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: hands an experiment to a server. */
@Command(
    name = "submit",
    description = {
      "Submits an experiment to a server and prints its id.",
      "Relative paths of the file start from the file's folder, as the workers see it.",
      "With --watch it shows the experiment's progress until it has ended; Ctrl-C detaches, the experiment goes on."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:submitted; with --watch: completed, with a score",
      "1:with --watch: it ended otherwise, or is no longer watched",
      "2:bad input, or no server answers"
    },
    footer = {"", "Example:", "  trialstream submit examples/digits/sweep.yaml --watch"})
final class SubmitCommand extends ClientCommand {
  @Parameters(paramLabel = "FILE", description = "The experiment file, YAML or JSON.")
  private Path file;

  @Option(names = "--watch", description = "Follow the experiment until it has ended.")
  private boolean watch;

  @Mixin private FormatOption output;

  @Override
  int call(TrialstreamClient client) throws ApiException {
    Submitted submitted = ExperimentText.read(file).submit(client);
    submitted.warnings().forEach(warning -> console().say("warning: " + warning));
    if (watch) {
      console().say("Experiment " + submitted.experiment());
      return new Watch(host(), client).follow(submitted.experiment(), output.format);
    }
    print(console(), output.format, submitted);
    return ExitCode.OK;
  }

  private static void print(Console console, Format format, Submitted submitted) {
    console.one(format, submitted, () -> submitted.experiment() + "\n");
  }
}
