package io.trialstream.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The journal's segments as files. */
final class JournalFiles {
  private static final Pattern NAME = Pattern.compile("(\\d{19})\\.journal");

  private JournalFiles() {}

  static Path path(Path directory, long segment) {
    return directory.resolve("%019d.journal".formatted(segment));
  }

  /** The first positions of the segments in a directory, in order. */
  static List<Long> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.parseLong(name.group(1)))
          .sorted()
          .toList();
    }
  }

  /** The length of the whole records at a segment's start. */
  static long wholeLength(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (JournalFrame.read(bytes).isPresent()) {
      // Only how far it gets is of interest.
    }
    return bytes.position();
  }
}
