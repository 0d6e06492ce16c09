package io.trialstream.cli;

import io.trialstream.topics.GivenSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo}: the example, tuned. */
@Command(
    name = "demo",
    description = {
      "Tunes a small neural network that reads handwritten digits: starts a broker, a server and a worker, runs examples/digits/sweep.yaml, and prints the best trial, all trials by score, why each stopped one was stopped and what that saved.",
      "It takes about a minute, and needs nothing but this installation."
    },
    footer = {"", "Example:", "  trialstream demo"})
final class DemoCommand extends Subcommand {
  private static final Path EXAMPLE = Path.of("examples", "digits", "sweep.yaml");

  @Mixin private RunOptions options;

  @Override
  public Integer call() throws Exception {
    LocalRun.Plan plan =
        new LocalRun.Plan(
            example(),
            options.slots(),
            options.output.format,
            Optional.empty(),
            options.keep,
            options.data(),
            GivenSettings.NONE,
            "epochs");
    return new LocalRun(host(), plan).run();
  }

  private Path example() {
    Path home = host().home().orElse(Path.of("")).toAbsolutePath().normalize();
    Path file = home.resolve(EXAMPLE);
    if (!Files.isRegularFile(file)) {
      throw Failure.badInput(
          "The example %s is missing: start bin/trialstream of a complete installation."
              .formatted(file));
    }
    return file;
  }
}
