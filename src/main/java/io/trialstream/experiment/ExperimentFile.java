package io.trialstream.experiment;

import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import io.trialstream.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads experiment files: the sweep-job YAML of Azure ML's CLI v2, or the same as JSON. */
public final class ExperimentFile {
  private ExperimentFile() {}

  /**
   * An experiment file that can be used.
   *
   * @param specification what it says
   * @param warnings what a person should know of it, in the file's order
   */
  public record Parsed(Specification specification, List<Problem> warnings) {}

  /**
   * Reads and checks an experiment file.
   *
   * @param text the file's text
   * @param baseDirectory the absolute folder from which relative paths start; empty where there is
   *     none (a file that came over HTTP), and then a relative path is a problem
   * @throws InvalidSettingsException with every problem found, each with its line
   */
  public static Parsed parse(String text, Optional<Path> baseDirectory)
      throws InvalidSettingsException {
    SettingsFile file = SettingsFile.read(text);
    Optional<Specification> specification =
        new SpecificationReader(file.root(), new LocalPaths(baseDirectory)).read();
    List<Problem> warnings = file.finish();
    return new Parsed(specification.orElseThrow(), warnings);
  }
}
