package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;

/** The ids of an instance that it keeps with its state. */
final class InstanceId {
  private static final String FILE = "instance.id";

  /** Where Kafka Streams keeps the id of its own. */
  private static final String STREAMS_FILE = "kafka-streams-process-metadata";

  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private InstanceId() {}

  /**
   * What the transactional ids of the instance's producers begin with; its Streams application has
   * been created.
   *
   * @throws UncheckedIOException where the folder cannot be used
   */
  static String transactionalIds(TrialstreamConfig config) {
    Path folder = Path.of(String.valueOf(config.streams().get(StreamsConfig.STATE_DIR_CONFIG)));
    Path file = folder.resolve(config.applicationId()).resolve(STREAMS_FILE);
    try {
      Matcher id = UUID_TEXT.matcher(Files.readString(file));
      if (!id.find()) {
        throw new IOException("it holds no process id of Kafka Streams");
      }
      return config.applicationId() + "-" + id.group() + "-";
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The id under which it is a static member of the consumer group; a new one where there is none.
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
