package io.trialstream.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A broker's data directory, locked for this process while it is open. It holds Kafka's metadata
 * and its topics in a folder each, so that Kafka locks the metadata too before it opens them.
 */
final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "trialstream-broker.lock";
  private static final String METADATA = "metadata";
  private static final String TOPICS = "topics";

  private final Path directory;
  private final FileChannel channel;

  private DataDirectory(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Opens the directory; creates and formats it where it is empty.
   *
   * @throws BrokerStartException where it is in use, cannot be written, or holds something else
   */
  static DataDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
      requireOurs(directory);
      DataDirectory opened = new DataDirectory(directory, lock(directory));
      try {
        opened.format();
        opened.requireKnownVersion();
        return opened;
      } catch (Exception e) {
        opened.close();
        throw e;
      }
    } catch (BrokerStartException e) {
      throw e;
    } catch (IOException e) {
      throw new BrokerStartException(
          "The data directory %s cannot be created or written: %s. Choose another, or change its permissions."
              .formatted(directory, e.toString()),
          e);
    } catch (Exception e) {
      throw new BrokerStartException(
          "The data directory %s cannot be read or formatted: %s"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  Path metadata() {
    return directory.resolve(METADATA);
  }

  Path topics() {
    return directory.resolve(TOPICS);
  }

  private static void requireOurs(Path directory) throws IOException {
    List<String> ours = List.of(LOCK, METADATA, TOPICS);
    try (Stream<Path> entries = Files.list(directory)) {
      boolean empty = entries.noneMatch(e -> !ours.contains(e.getFileName().toString()));
      if (!empty && !Files.exists(directory.resolve(METADATA))) {
        throw new BrokerStartException(
            "The data directory %s is not empty, and no broker of Trialstream made it: choose an empty or a new one."
                .formatted(directory));
      }
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        ByteBuffer owner = ByteBuffer.allocate(20);
        channel.read(owner, 0);
        throw new BrokerStartException(
            "The data directory %s is in use by the broker of process %s: stop that one, or choose another directory."
                .formatted(directory, text(owner)));
      }
      channel.truncate(0);
      channel.write(StandardCharsets.UTF_8.encode(Long.toString(ProcessHandle.current().pid())), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another broker of this very process has it.
      return null;
    }
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  private void format() throws Exception {
    if (Files.exists(metadata().resolve("meta.properties"))
        && Files.exists(topics().resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .addDirectory(metadata().toString())
        .addDirectory(topics().toString())
        .setMetadataLogDirectory(metadata().toString())
        .setIgnoreFormatted(true)
        .run();
  }

  /** A later Kafka's metadata would end the broker in the middle of its start. */
  private void requireKnownVersion() throws Exception {
    short level =
        new BootstrapDirectory(metadata().toString())
            .read()
            .featureLevel(MetadataVersion.FEATURE_NAME);
    if (level > MetadataVersion.latestProduction().featureLevel()) {
      throw new BrokerStartException(
          "The data directory %s was made by a later version of Kafka than this one, %s: use the later Trialstream that made it, or choose another directory."
              .formatted(directory, AppInfoParser.getVersion()));
    }
  }

  /** Releases the directory for other processes. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
