package io.trialstream.loadtests;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A load test: a subcommand that measures something. */
abstract class LoadTest {
  @Mixin private Output output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Where the figures go beside standard output. */
  final Output output() {
    return output;
  }

  /**
   * Measures.
   *
   * @throws LoadTestException with a sentence, where it cannot
   */
  abstract Report measure(Progress progress) throws Exception;
}
