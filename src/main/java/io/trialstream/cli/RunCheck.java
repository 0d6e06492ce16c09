package io.trialstream.cli;

import io.trialstream.experiment.ArgumentVector;
import io.trialstream.experiment.Specification;
import io.trialstream.experiment.TrialTemplate;
import io.trialstream.worker.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What can be known of a run before anything starts. */
final class RunCheck {
  private static final String ANY = "*";

  /** An attempt's directory is empty without a code folder: a relative path leads nowhere. */
  private static final Path NOWHERE = Path.of("/nonexistent");

  private RunCheck() {}

  /**
   * The program that the experiment's trials run: the first word of their command, or {@code *}
   * where a hyperparameter chooses it.
   *
   * @param file where the experiment lies, for the sentences
   * @param searchPath this process's {@code PATH}
   * @throws Failure with a sentence where there is no command, or this machine has no such program
   */
  static String program(Path file, Specification specification, String searchPath) {
    TrialTemplate trial =
        specification
            .trial()
            .orElseThrow(
                () ->
                    Failure.badInput(
                        "%s: trial.command: there is none, so that trials are asked for over HTTP, and nothing here would run them. Submit the file to bin/trialstream server and start your own workers (docs/ask-and-tell.md)."
                            .formatted(file)));
    trial.code().ifPresent(code -> requireFolder(file, code));
    Optional<String> program = firstWord(trial);
    program.ifPresent(
        word ->
            requireProgram(
                file, word, trial.code(), trial.environment().getOrDefault("PATH", searchPath)));
    return program.orElse(ANY);
  }

  private static Optional<String> firstWord(TrialTemplate trial) {
    try {
      return Optional.of(
          ArgumentVector.fill(
                  trial.command().subList(0, 1), Map.of(), trial.inputs(), Path.of("outputs"))
              .get(0));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void requireFolder(Path file, Path code) {
    if (!Files.isDirectory(code)) {
      throw Failure.badInput("%s: trial.code: there is no folder %s.".formatted(file, code));
    }
  }

  private static void requireProgram(
      Path file, String program, Optional<Path> code, String searchPath) {
    boolean found =
        program.contains("/")
            ? Programs.isProgram(code.orElse(NOWHERE).resolve(program))
            : Programs.onPath(program, searchPath).isPresent();
    if (!found) {
      throw Failure.badInput(
          program.contains("/")
              ? "%s: trial.command: there is no executable file %s; a relative path starts in the folder of trial.code."
                  .formatted(file, program)
              : "%s: trial.command: the program %s is not on the PATH (%s); install it, or write its path."
                  .formatted(file, program, searchPath));
    }
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
