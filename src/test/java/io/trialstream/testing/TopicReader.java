package io.trialstream.testing;

import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic as it is now. */
public final class TopicReader {
  private TopicReader() {}

  /** A consumer of a topic's committed records, at its beginning. */
  public static <T extends SpecificRecord> Consumer<String, T> open(
      TrialstreamConfig config, Topic<T> topic) {
    Map<String, Object> settings = new HashMap<>(config.consumer());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Consumer<String, T> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), topic.deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(topic.name(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** Hands over the committed records of a topic to its end now, in order by partition. */
  public static <T extends SpecificRecord> void forEach(
      TrialstreamConfig config,
      Topic<T> topic,
      java.util.function.Consumer<ConsumerRecord<String, T>> action) {
    try (Consumer<String, T> consumer = open(config, topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(action);
      }
    }
  }

  /** The committed records of a topic from its beginning to its end now, in order by partition. */
  public static <T extends SpecificRecord> List<ConsumerRecord<String, T>> read(
      TrialstreamConfig config, Topic<T> topic) {
    List<ConsumerRecord<String, T>> records = new ArrayList<>();
    forEach(config, topic, records::add);
    return records;
  }

  /** The values alone. */
  public static <T extends SpecificRecord> List<T> values(
      TrialstreamConfig config, Topic<T> topic) {
    return read(config, topic).stream().map(ConsumerRecord::value).toList();
  }
}
