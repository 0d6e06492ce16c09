package io.trialstream.cli;

import io.trialstream.api.Json;
import io.trialstream.cli.output.Console;
import io.trialstream.cli.output.Format;
import io.trialstream.cli.output.Layout;
import io.trialstream.cli.output.Table;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TopicAdmin;
import io.trialstream.topics.TopicStatus;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic record by record, committed ones only, and prints them as they come. */
final class TopicTail {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Console console;
  private final Format format;
  private final Topic<?> topic;

  TopicTail(Console console, Format format, Topic<?> topic) {
    this.console = console;
    this.format = format;
    this.topic = topic;
  }

  /**
   * Prints records until there were enough, nobody reads them, or the command is asked to end.
   *
   * @param fromBeginning whether to start at the oldest record rather than behind the newest
   * @param max records at most; empty for no end
   */
  void print(
      TrialstreamConfig config, boolean fromBeginning, OptionalLong max, Interrupts interrupts) {
    requireTopic(config);
    try (Consumer<byte[], byte[]> consumer = consumer(config)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        // The end is where it is now, not where it will be at the first poll.
        partitions.forEach(consumer::position);
      }
      print(consumer, max, interrupts);
    }
  }

  /** Says at once that there is no broker or no topic, where a consumer would wait for them. */
  private void requireTopic(TrialstreamConfig config) {
    try (TopicAdmin admin = TopicAdmin.open(config)) {
      List<String> names = admin.describe().stream().map(TopicStatus::name).toList();
      if (!names.contains(topic.name())) {
        throw Failure.badInput(
            "The broker at %s has no topic %s; of ours it has: %s."
                .formatted(
                    config.bootstrapServers(),
                    topic.name(),
                    names.isEmpty() ? "none" : String.join(", ", names)));
      }
    }
  }

  private void print(Consumer<byte[], byte[]> consumer, OptionalLong max, Interrupts interrupts) {
    long left = max.orElse(Long.MAX_VALUE);
    while (left > 0 && !interrupts.asked() && !console.closed()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (left-- <= 0) {
          return;
        }
        print(record);
      }
    }
  }

  private void print(ConsumerRecord<byte[], byte[]> record) {
    Map<String, ?> json = RecordJson.of(record, topic.codec()::decode);
    switch (format) {
      case JSON -> console.line(Console.indented(json));
      case NDJSON -> console.line(Json.write(json));
      case TABLE -> console.line(row(json, console.terminal().layout()));
    }
  }

  /** A line for a person: columns as wide as they usually need, the value cut to the terminal. */
  private static String row(Map<String, ?> json, Layout layout) {
    String text =
        json.containsKey("error")
            ? String.valueOf(json.get("error"))
            : Json.mapper().valueToTree(json).path("value").toString();
    String line =
        "%s  %3s %8s  %-24s  %s"
            .formatted(
                json.get("time"),
                json.get("partition"),
                json.get("offset"),
                json.get("key") == null ? Table.NOTHING : json.get("key"),
                text);
    return layout.width().isPresent() ? Table.cut(line, layout.width().getAsInt()) : line;
  }

  private static Consumer<byte[], byte[]> consumer(TrialstreamConfig config) {
    Map<String, Object> settings = new HashMap<>(config.consumer());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
