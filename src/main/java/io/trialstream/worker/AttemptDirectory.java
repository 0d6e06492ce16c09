package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one execution of an attempt: a copy of the trial's code, {@code outputs/} and
 * {@code log.txt}. It stays when the attempt has ended.
 *
 * @param path the directory, absolute
 */
record AttemptDirectory(Path path) {
  static final String OUTPUTS = "outputs";
  static final String LOG = "log.txt";

  /**
   * Makes the directory, and puts into it a copy of the code and a folder for each output.
   *
   * @param root the agent's directory
   * @param execution the execution's id, part of the name where the attempt was started before
   * @throws UnrunnableException where the code or an output's name cannot be used
   * @throws IOException where the disk refuses
   */
  static AttemptDirectory create(
      Path root,
      String experiment,
      String trial,
      int attempt,
      String execution,
      Optional<Path> code,
      Collection<String> outputs)
      throws IOException, UnrunnableException {
    Path parent =
        root.resolve("experiments").resolve(fileName(experiment)).resolve(fileName(trial));
    Files.createDirectories(parent);
    AttemptDirectory directory =
        new AttemptDirectory(make(parent, "attempt_" + attempt, execution));
    if (code.isPresent()) {
      CodeCopy.copy(code.get(), directory.path, root);
    }
    Files.createDirectories(directory.outputs());
    for (String output : outputs) {
      directory.makeOutput(output);
    }
    return directory;
  }

  /**
   * The outputs of an attempt at a trial that this agent ran, or of the last one before it that it
   * ran; empty where it ran none.
   *
   * @param root the agent's directory
   */
  static Optional<Path> earlierOutputs(Path root, String experiment, String trial, int attempt)
      throws IOException {
    Path parent =
        root.resolve("experiments").resolve(fileName(experiment)).resolve(fileName(trial));
    for (int tried = attempt; tried > 0 && Files.isDirectory(parent); tried--) {
      Optional<Path> latest = latest(parent, "attempt_" + tried);
      if (latest.isPresent()) {
        return latest.map(found -> found.resolve(OUTPUTS));
      }
    }
    return Optional.empty();
  }

  /** An attempt that was started twice has two directories. */
  private static Optional<Path> latest(Path parent, String name) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(child -> isOf(child.getFileName().toString(), name))
          .map(child -> child.resolve(OUTPUTS))
          .filter(Files::isDirectory)
          .max(Comparator.comparingLong(child -> child.toFile().lastModified()))
          .map(Path::getParent);
    }
  }

  private static boolean isOf(String directory, String name) {
    return directory.equals(name) || directory.startsWith(name + "_");
  }

  Path outputs() {
    return path.resolve(OUTPUTS);
  }

  Path log() {
    return path.resolve(LOG);
  }

  private void makeOutput(String name) throws IOException, UnrunnableException {
    Path folder = outputs().resolve(name).normalize();
    if (!folder.startsWith(outputs()) || folder.equals(outputs())) {
      throw new UnrunnableException(
          "The output %s is no folder under outputs/: choose a name without .. or a leading slash."
              .formatted(name));
    }
    Files.createDirectories(folder);
  }

  private static Path make(Path parent, String name, String execution) throws IOException {
    try {
      return Files.createDirectory(parent.resolve(name));
    } catch (FileAlreadyExistsException e) {
      return Files.createDirectory(parent.resolve(name + "_" + fileName(execution)));
    }
  }

  /**
   * A name as one component of a path: what is no letter, digit, dot, dash or underscore as %XX.
   */
  private static String fileName(String name) {
    if (name.equals(".") || name.equals("..")) {
      return name.replace(".", "%2E");
    }
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_';
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return text.toString();
  }
}
