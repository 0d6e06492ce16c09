package io.trialstream.topics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a part of a partition, in order, committed records only. */
public final class LogRange {
  private static final Duration POLL = Duration.ofMillis(500);

  /** How long brokers that send nothing are waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int FETCH_BYTES = 8 << 20;

  private LogRange() {}

  /** Takes records. */
  public interface Sink<E extends Exception> {
    /** Takes the next one. */
    void accept(ConsumerRecord<byte[], byte[]> record) throws E;
  }

  /** A consumer for {@link #read}, of no group. */
  public static Consumer<byte[], byte[]> consumer(TrialstreamConfig config) {
    Map<String, Object> settings = config.consumer();
    settings.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads the records.
   *
   * @param from the first offset
   * @param to the offset behind the last one
   * @throws TimeoutException where the brokers send nothing for long
   * @throws E where the sink throws it
   */
  public static <E extends Exception> void read(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to, Sink<E> sink)
      throws E {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long lastProgress = System.nanoTime();
    long position = from;
    while (position < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to) {
          sink.accept(record);
        }
      }
      long before = position;
      position = consumer.position(partition);
      if (position > before) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "the brokers have sent nothing of %s for %d s"
                .formatted(partition, PATIENCE.toSeconds()));
      }
    }
  }
}
