package io.trialstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a data directory's coordinator state for one server while it is open. */
final class StateLock implements AutoCloseable {
  private static final String NAME = "trialstream-server.lock";
  private static final int LONGEST_PID = 20;

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the directory.
   *
   * @throws Failure with a sentence where another server has it, or it cannot be written
   */
  static StateLock of(DataDirectory data) {
    try {
      Path file = Files.createDirectories(data.state()).resolve(NAME);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      StateLock lock = new StateLock(channel);
      boolean taken = false;
      try {
        lock.take(data);
        taken = true;
        return lock;
      } finally {
        if (!taken) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw Failure.badInput(
          "The data directory %s cannot be created or written: %s; choose another, or change its permissions."
              .formatted(data.root(), Failures.reason(e)));
    }
  }

  private void take(DataDirectory data) throws IOException {
    if (!lock()) {
      ByteBuffer owner = ByteBuffer.allocate(LONGEST_PID);
      channel.read(owner, 0);
      throw Failure.badInput(
          "The data directory %s is in use by the server of process %s: stop that one, or choose another directory."
              .formatted(data.root(), StandardCharsets.US_ASCII.decode(owner.flip())));
    }
    channel.truncate(0);
    String pid = Long.toString(ProcessHandle.current().pid());
    channel.write(StandardCharsets.US_ASCII.encode(pid), 0);
  }

  private boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another server of this very process has it.
      return false;
    }
  }

  /** Leaves the directory to others. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
