package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.OrderedProducer;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a partition of {@code metrics} in order and without a gap: what reaches the log is
 * always a beginning of what was to be appended. It leaves the partition room for the records of
 * experiments that run.
 */
final class ImportProducer implements AutoCloseable {
  private static final long RECORDS_PER_SECOND = 50_000;
  private static final int RECORDS_AT_ONCE = 500;

  private final Topic<MetricEvent> metrics;
  private final int partition;
  private final Producer<String, MetricEvent> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final long startNanos = System.nanoTime();
  private volatile long position;
  private long appended;

  ImportProducer(TrialstreamConfig config, int partition) {
    this.metrics = config.topics().metrics();
    this.partition = partition;
    Map<String, Object> settings = new HashMap<>(config.producer());
    settings.putAll(OrderedProducer.SETTINGS);
    // A record that is given up would leave a gap that no repeat can fill.
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), metrics.serializer());
  }

  /**
   * Appends a record, sooner or later.
   *
   * @throws KafkaException where an earlier record could not be appended
   */
  void append(MetricEvent event) {
    check();
    if (++appended % RECORDS_AT_ONCE == 0) {
      pause();
    }
    producer.send(
        new ProducerRecord<>(metrics.name(), partition, event.getExperiment(), event),
        this::completed);
  }

  private void pause() {
    long dueNanos = startNanos + appended * (1_000_000_000 / RECORDS_PER_SECOND);
    long aheadNanos = dueNanos - System.nanoTime();
    if (aheadNanos > 0) {
      LockSupport.parkNanos(aheadNanos);
    }
  }

  private void completed(RecordMetadata metadata, @Nullable Exception failed) {
    if (failed == null) {
      position = Math.max(position, metadata.offset() + 1);
    } else {
      failure.compareAndSet(null, failed);
    }
  }

  private void check() {
    Exception failed = failure.get();
    if (failed instanceof KafkaException known) {
      throw known;
    }
    if (failed != null) {
      throw new KafkaException(failed);
    }
  }

  /**
   * Waits until all records are appended.
   *
   * @return the offset behind the last one; 0 where there is none
   * @throws KafkaException where one could not be appended
   */
  long finish() {
    producer.flush();
    check();
    return position;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
