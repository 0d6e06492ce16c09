package io.trialstream.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at the wire format of what stands on topics: the oldest and the newest record of each
 * partition.
 */
final class FormatCheck {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FETCH_BYTES = 64 << 10;

  /** Offsets before the end where a record is sure to be among the marks of transactions. */
  private static final int LOOK_BACK = 20;

  private final Map<String, Topic<?>> topics;
  private final Consumer<byte[], byte[]> consumer;
  private final long deadline = System.nanoTime() + PATIENCE.toNanos();

  private FormatCheck(Collection<Topic<?>> topics, Consumer<byte[], byte[]> consumer) {
    this.topics =
        topics.stream()
            .collect(Collectors.toMap(Topic::name, topic -> topic, (a, b) -> a, TreeMap::new));
    this.consumer = consumer;
  }

  /**
   * What was found, in order of the topics' names; of what brokers do not send within some seconds
   * nothing is said.
   *
   * @param ofRegistry a record of each topic that has one in the wire format of a registry
   * @param beforeRegistry the topics that begin in single-object encoding
   */
  record Found(Map<String, TopicPlace> ofRegistry, List<String> beforeRegistry) {
    static final Found NOTHING = new Found(Map.of(), List.of());
  }

  /** A place in a topic. */
  record TopicPlace(int partition, long offset) {}

  /** Looks at topics that exist, where the client may read them. */
  static Found look(TrialstreamConfig config, Collection<Topic<?>> topics) {
    Map<String, Object> settings = config.consumer();
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return look(topics, consumer);
    }
  }

  static Found look(Collection<Topic<?>> topics, Consumer<byte[], byte[]> consumer) {
    try {
      return new FormatCheck(topics, consumer).look();
    } catch (TopicAuthorizationException e) {
      List<Topic<?>> others =
          topics.stream().filter(topic -> !e.unauthorizedTopics().contains(topic.name())).toList();
      return others.size() == topics.size() ? Found.NOTHING : look(others, consumer);
    } catch (TimeoutException e) {
      // A partition has no leader for now, for one.
      return Found.NOTHING;
    }
  }

  private Found look() {
    List<TopicPartition> all =
        topics.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    Map<TopicPartition, Long> oldestFrom = new HashMap<>();
    Map<TopicPartition, Long> newestFrom = new HashMap<>();
    for (TopicPartition partition : all) {
      long start = starts.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      if (start < end) {
        oldestFrom.put(partition, start);
        newestFrom.put(partition, Math.max(start, end - LOOK_BACK));
      }
    }
    List<ConsumerRecord<byte[], byte[]>> oldest = read(oldestFrom, ends, true);
    List<ConsumerRecord<byte[], byte[]>> newest = read(newestFrom, ends, false);
    Map<String, TopicPlace> ofRegistry = new TreeMap<>();
    for (List<ConsumerRecord<byte[], byte[]>> records : List.of(oldest, newest)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (isOfRegistry(record)) {
          ofRegistry.put(record.topic(), new TopicPlace(record.partition(), record.offset()));
        }
      }
    }
    List<String> before =
        oldest.stream()
            .filter(record -> AvroCodec.isSingleObject(record.value()))
            .map(ConsumerRecord::topic)
            .distinct()
            .sorted()
            .toList();
    return new Found(ofRegistry, before);
  }

  private boolean isOfRegistry(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(topics.get(record.topic()))
        .filter(topic -> reads(topic, record.value()))
        .isPresent();
  }

  private static <T extends SpecificRecord> boolean reads(Topic<T> topic, byte[] value) {
    return topic.codec().seemsOfRegistry(value);
  }

  /** One record of each partition that has any: the first from there on, or the last. */
  private List<ConsumerRecord<byte[], byte[]>> read(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends, boolean first) {
    Map<TopicPartition, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
    consumer.assign(from.keySet());
    // Whoever reads a second time still has those paused that the first time was done with.
    consumer.resume(consumer.paused());
    from.forEach(consumer::seek);
    Set<TopicPartition> open = new HashSet<>(from.keySet());
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.value() != null && !(first && found.containsKey(partition))) {
          found.put(partition, record);
        }
      }
      List<TopicPartition> done =
          open.stream()
              .filter(
                  partition ->
                      (first && found.containsKey(partition))
                          || consumer.position(partition) >= ends.getOrDefault(partition, 0L))
              .toList();
      consumer.pause(done);
      done.forEach(open::remove);
    }
    return new ArrayList<>(found.values());
  }
}
