package io.trialstream.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what trials report. */
final class CurveOptions {
  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description =
          "Real learning curves: .ndjson files with {\"valid_loss\": [numbers]} a line. By default"
              + " synthetic ones.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all that is random (default: ${DEFAULT-VALUE}).")
  private long seed;

  long seed() {
    return seed;
  }

  /**
   * The curves.
   *
   * @throws LoadTestException where the folder has none
   */
  Curves curves() throws IOException {
    return curvesOr(Curves.synthetic(seed));
  }

  /**
   * The curves that are named, or the given ones where none are.
   *
   * @throws LoadTestException where the folder has none
   */
  Curves curvesOr(Curves usual) throws IOException {
    if (folder.isEmpty()) {
      return usual;
    }
    if (!Files.isDirectory(folder.get())) {
      throw new LoadTestException("--curves: " + folder.get() + " is no folder.");
    }
    return Curves.recorded(folder.get());
  }
}
