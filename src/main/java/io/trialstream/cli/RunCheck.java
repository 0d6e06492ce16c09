package io.trialstream.cli;

import io.trialstream.experiment.Specification;
import io.trialstream.experiment.TrialTemplate;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be known of a run before anything starts. */
final class RunCheck {
  private static final String PLACEHOLDER = "${{";

  private RunCheck() {}

  /**
   * The program that the experiment's trials run: the first word of their command.
   *
   * @param searchPath this process's {@code PATH}
   * @throws Failure with a sentence where this machine has no such program
   */
  static String program(Specification specification, String searchPath) {
    TrialTemplate trial = specification.trial();
    trial.code().ifPresent(RunCheck::requireFolder);
    String program = trial.command().get(0);
    if (!program.contains(PLACEHOLDER)) {
      requireProgram(
          program, trial.code(), trial.environment().getOrDefault("PATH", searchPath));
    }
    return program;
  }

  private static void requireFolder(Path code) {
    if (!Files.isDirectory(code)) {
      throw Failure.badInput("trial.code: there is no folder %s.".formatted(code));
    }
  }

  private static void requireProgram(String program, Optional<Path> code, String searchPath) {
    boolean found =
        program.contains("/")
            ? isProgram(code.map(folder -> folder.resolve(program)).orElse(Path.of(program)))
            : Stream.of(searchPath.split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .anyMatch(folder -> isProgram(Path.of(folder, program)));
    if (!found) {
      throw Failure.badInput(
          program.contains("/")
              ? "trial.command: there is no executable file %s in the code folder; a relative path starts there."
                  .formatted(program)
              : "trial.command: the program %s is not on the PATH (%s); install it, or write its path."
                  .formatted(program, searchPath));
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /**
   * Requires that a file can be written.
   *
   * @throws Failure with a sentence where it cannot
   */
  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!writable) {
      throw Failure.badInput("--export-events: the file %s cannot be written.".formatted(file));
    }
  }
}
