package io.trialstream.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code demo} share. */
final class RunOptions {
  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "The trials it runs at once. Default: the number of cores.")
  private @Nullable Integer slots;

  @Option(
      names = "--keep",
      description = "Leave the server up afterwards, until Ctrl-C, and print its address.")
  boolean keep;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep everything in this folder. Default: a temporary one, of which the trials' files stay.")
  private @Nullable Path data;

  @Mixin FormatOption output;

  int slots() {
    return slots == null ? WorkerCommand.cores() : Subcommand.atLeastOne("--slots", slots);
  }

  Optional<Path> data() {
    return Optional.ofNullable(data);
  }
}
