package io.trialstream.loadtests;

import io.trialstream.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where a report's figures go. */
final class Output {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with plots; it needs nothing but itself.")
  private Optional<Path> html = Optional.empty();

  /** Writes the files that were asked for. */
  void write(Report report) throws IOException {
    if (json.isPresent()) {
      write(json.get(), Console.indented(report.document()) + "\n");
    }
    if (html.isPresent()) {
      write(html.get(), HtmlPage.of(report));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }
}
