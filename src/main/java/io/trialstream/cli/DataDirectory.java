package io.trialstream.cli;

import java.nio.file.Path;

/**
 * A folder with everything that a machine keeps of Trialstream, each part in a folder of its own.
 *
 * @param root the folder
 */
record DataDirectory(Path root) {

  /** The user's own. */
  static Path usual() {
    return Path.of(System.getProperty("user.home"), ".trialstream");
  }

  /** The Kafka broker's data: the log. */
  Path broker() {
    return root.resolve("broker");
  }

  /** The coordinator's local state, rebuilt from the log where it is lost. */
  Path state() {
    return root.resolve("state");
  }

  /** A worker's journal and its attempts' folders. */
  Path worker(String pool) {
    return root.resolve("worker-" + pool);
  }

  /** The program's own log, for commands that show progress instead. */
  Path log() {
    return root.resolve("trialstream.log");
  }
}
