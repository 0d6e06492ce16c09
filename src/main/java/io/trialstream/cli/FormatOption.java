package io.trialstream.cli;

import io.trialstream.cli.output.Format;
import picocli.CommandLine.Option;

/** How a command prints its data. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "How to print: ${COMPLETION-CANDIDATES}. json is one document, ndjson a value a line. Default: ${DEFAULT-VALUE}.")
  Format format;
}
