package io.trialstream.cli;

import io.trialstream.cli.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command. No field and no signature of a subclass names a class of Kafka: the command line reads
 * those of all commands at every start, and must answer at once.
 */
abstract class Subcommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** What the command finds around it. */
  final Host host() {
    return ((Main) spec.root().userObject()).host();
  }

  /** Where the command prints. */
  final Console console() {
    return host().console();
  }

  /** The option's value, which must be 1 or more. */
  static int atLeastOne(String option, int value) {
    if (value < 1) {
      throw Failure.badInput("%s: %d is too few; give 1 or more.".formatted(option, value));
    }
    return value;
  }
}
