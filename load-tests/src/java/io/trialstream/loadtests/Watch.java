package io.trialstream.loadtests;

import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Waits for a record on a topic, from the topic's end at the beginning of the wait. */
final class Watch<T extends SpecificRecord> implements AutoCloseable {
  private final Consumer<String, T> consumer;
  private final Predicate<T> wanted;
  private long seenMs;

  Watch(TrialstreamConfig config, Topic<T> topic, boolean committed, Predicate<T> wanted) {
    Map<String, Object> client = config.consumer();
    client.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, committed ? "read_committed" : "read_uncommitted");
    this.wanted = wanted;
    this.consumer = new KafkaConsumer<>(client, new StringDeserializer(), topic.deserializer());
    consumer.assign(
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
  }

  /** When the record came, in milliseconds since the epoch; 0 before it did. */
  long seenMs() {
    return seenMs;
  }

  /** Looks for a moment. */
  void look(Duration moment) {
    consumer
        .poll(moment)
        .forEach(
            record -> {
              if (seenMs == 0 && wanted.test(record.value())) {
                seenMs = System.currentTimeMillis();
              }
            });
  }

  @Override
  public void close() {
    consumer.close();
  }
}
