package io.trialstream.worker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where programs are. */
public final class Programs {
  private Programs() {}

  /**
   * The file behind a command's first word: a bare name is looked up on the search path, a path is
   * taken from the attempt's directory.
   *
   * @param searchPath directories with {@code :} between, those that are absolute are looked at
   * @throws UnrunnableException where there is no such file, or it cannot be executed
   */
  static Path resolve(String word, Path directory, String searchPath) throws UnrunnableException {
    if (word.isEmpty()) {
      throw new UnrunnableException(
          "The command's first word is empty: it must name the program to run.");
    }
    if (!word.contains("/")) {
      return onPath(word, searchPath)
          .orElseThrow(
              () ->
                  new UnrunnableException(
                      "The program %s is not on this worker's PATH (%s): install it there, or write its path in the command."
                          .formatted(word, searchPath)));
    }
    Path file;
    try {
      file = directory.resolve(word);
    } catch (InvalidPathException e) {
      throw new UnrunnableException("The program %s is no path.".formatted(word), e);
    }
    if (!Files.exists(file)) {
      throw new UnrunnableException(
          "The program %s does not exist on this worker (%s): a relative path starts in the attempt's directory, into which trial.code is copied."
              .formatted(word, file));
    }
    if (!isProgram(file)) {
      throw new UnrunnableException(
          "The program %s is not an executable file on this worker: run chmod +x on it, or start it with its interpreter."
              .formatted(word));
    }
    return file;
  }

  /**
   * The executable file of that name in the first directory that has one.
   *
   * @param searchPath directories with {@code :} between, those that are absolute are looked at
   */
  public static Optional<Path> onPath(String name, String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> Path.of(directory, name))
        .filter(Programs::isProgram)
        .findFirst();
  }

  /** This process's search path. */
  static String searchPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
  }

  /** Whether it is a file that can be executed. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
