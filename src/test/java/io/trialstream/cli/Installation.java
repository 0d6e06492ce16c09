package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The distribution that was packaged, installed in a folder.
 *
 * @param root the folder
 */
record Installation(Path root) {

  /**
   * Installs it; its libraries and licences stay where they are, behind links.
   *
   * @param root a folder that is not there yet
   */
  static Installation at(Path root) throws IOException {
    Path packaged = packaged().toRealPath();
    Files.createDirectories(root);
    try (Stream<Path> entries = Files.list(packaged)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (Set.of("lib", "licenses").contains(name)) {
          Files.createSymbolicLink(root.resolve(name), entry);
        } else {
          copy(entry, root.resolve(name));
        }
      }
    }
    return new Installation(root);
  }

  /**
   * What was packaged, as it is.
   *
   * @throws IllegalStateException where this is no run that packages
   */
  static Path packaged() {
    return Path.of(
        Optional.ofNullable(System.getProperty("trialstream.dist"))
            .orElseThrow(() -> new IllegalStateException("Run it with mvn verify.")));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  Path script() {
    return root.resolve("bin/trialstream");
  }

  /** Rewrites one of its files. */
  void edit(String file, String from, String to) throws IOException {
    Path path = root.resolve(file);
    String text = Files.readString(path, UTF_8);
    if (!text.contains(from)) {
      throw new IllegalStateException("%s has no '%s'".formatted(path, from));
    }
    Files.writeString(path, text.replace(from, to), UTF_8);
  }

  /** Its files, the libraries and licences among them, as paths from its root. */
  Set<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Removes the links: a temporary folder that is deleted warns of every one that leads out. */
  void unlink() throws IOException {
    for (String link : Set.of("lib", "licenses")) {
      Files.deleteIfExists(root.resolve(link));
    }
  }
}
