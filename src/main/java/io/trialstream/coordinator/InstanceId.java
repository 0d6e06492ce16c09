package io.trialstream.coordinator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The id under which an instance is a static member of the consumer group, kept with its state. */
final class InstanceId {
  private static final String FILE = "instance.id";

  private InstanceId() {}

  /**
   * The id in the folder; a new one where there is none.
   *
   * @throws UncheckedIOException where the folder cannot be used
   */
  static String in(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file)) {
        String id = Files.readString(file).strip();
        if (!id.isEmpty()) {
          return id;
        }
      }
      Files.createDirectories(folder);
      String id = UUID.randomUUID().toString();
      Files.writeString(file, id);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The state folder " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }
}
