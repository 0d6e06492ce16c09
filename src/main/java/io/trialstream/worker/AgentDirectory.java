package io.trialstream.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent's directory, locked: its id, its journal, its attempts. */
final class AgentDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentDirectory.class);

  private final Path path;
  private final FileChannel lockFile;
  private final String agentId;

  private AgentDirectory(Path path, FileChannel lockFile) throws IOException {
    this.path = path;
    this.lockFile = lockFile;
    this.agentId = readId();
  }

  /**
   * Opens the directory, made where it is missing.
   *
   * @throws WorkerStartException where another agent uses it, or it cannot be written
   */
  static AgentDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel).isEmpty()) {
        channel.close();
        throw new WorkerStartException(
            "Another worker uses the directory %s: stop that one, or give this one a directory of its own."
                .formatted(path));
      }
      return new AgentDirectory(path, channel);
    } catch (IOException e) {
      throw new WorkerStartException(
          "The worker's directory %s cannot be used: %s".formatted(path, e), e);
    }
  }

  /** The directory, absolute. */
  Path path() {
    return path;
  }

  /** The agent's id: the host's name and a random part, the same at every start. */
  String agentId() {
    return agentId;
  }

  Path journal() {
    return path.resolve("journal");
  }

  /** Lets another agent use it. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      log.atWarn().addKeyValue("directory", path).setCause(e).log("The lock was not released");
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  private String readId() throws IOException {
    Path file = path.resolve("agent.id");
    if (Files.exists(file)) {
      String id = Files.readString(file).strip();
      if (!id.isEmpty()) {
        return id;
      }
    }
    String id = hostName() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Files.writeString(file, id + "\n");
    return id;
  }

  private static String hostName() {
    try {
      String name = Files.readString(Path.of("/etc/hostname")).strip();
      return name.isEmpty() ? "worker" : name;
    } catch (IOException e) {
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("worker");
    }
  }
}
