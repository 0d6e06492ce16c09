package io.trialstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder in which an experiment is run on this machine. A temporary one loses the broker's data
 * and the coordinator's state when it is closed; the trials' files and a log with lines in it stay.
 *
 * @param data the folder
 * @param temporary whether it is a temporary one
 */
record WorkDirectory(DataDirectory data, boolean temporary) implements AutoCloseable {

  /**
   * Opens it.
   *
   * @param given the folder to use; empty for a temporary one
   * @throws Failure with a sentence where it cannot be created
   */
  static WorkDirectory open(Optional<Path> given) {
    try {
      if (given.isPresent()) {
        Path root = given.get().toAbsolutePath().normalize();
        return new WorkDirectory(new DataDirectory(Files.createDirectories(root)), false);
      }
      return new WorkDirectory(new DataDirectory(Files.createTempDirectory("trialstream-")), true);
    } catch (IOException e) {
      throw Failure.badInput(
          "The data directory %s cannot be created: %s."
              .formatted(
                  given.map(Path::toString).orElse(System.getProperty("java.io.tmpdir")),
                  Failures.reason(e)));
    }
  }

  /** Deletes what is only of use while the experiment runs. */
  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try {
      delete(data.broker());
      delete(data.state());
      if (Files.exists(data.log()) && Files.size(data.log()) == 0) {
        Files.delete(data.log());
      }
      if (isEmpty(data.root())) {
        Files.delete(data.root());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The temporary folder %s cannot be cleared".formatted(data.root()), e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> entries = Files.walk(folder)) {
      deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : deepestFirst) {
      Files.deleteIfExists(entry);
    }
  }
}
