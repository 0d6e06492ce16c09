package io.trialstream.loadtests;

import io.trialstream.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The brokers of a load test: one in this process, or those that are named. */
final class Brokers {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description =
          "Brokers to test against; their topics get a prefix of their own. By default a broker in"
              + " this process.")
  private Optional<String> bootstrapServer = Optional.empty();

  /** Opens them. */
  Running open() throws IOException {
    Path folder = Files.createTempDirectory("trialstream-load-test-");
    return bootstrapServer.isPresent()
        ? new Running(bootstrapServer.get(), folder, null)
        : new Running(EmbeddedBroker.start(folder.resolve("broker"), 0), folder);
  }

  /** Brokers that serve, and a folder that goes with them. */
  static final class Running implements AutoCloseable {
    private final String bootstrapServers;
    private final Path folder;
    private final @Nullable EmbeddedBroker broker;
    private final String run = "loadtest-" + UUID.randomUUID().toString().substring(0, 8);
    private int prefixes;

    private Running(EmbeddedBroker broker, Path folder) {
      this(broker.bootstrapServers(), folder, broker);
    }

    private Running(String bootstrapServers, Path folder, @Nullable EmbeddedBroker broker) {
      this.bootstrapServers = bootstrapServers;
      this.folder = folder;
      this.broker = broker;
    }

    String bootstrapServers() {
      return bootstrapServers;
    }

    /** A folder for states and the like; it goes with the brokers. */
    Path folder() {
      return folder;
    }

    /** A prefix of topics that nobody has used. */
    String freshPrefix() {
      return run + "-" + prefixes++ + ".";
    }

    @Override
    public void close() throws IOException {
      if (broker != null) {
        broker.close();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
