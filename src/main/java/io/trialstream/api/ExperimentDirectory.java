package io.trialstream.api;

import io.trialstream.avro.Experiment;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an {@link ExperimentIndex} up with the {@code experiments} topic: a thread of its own reads
 * all partitions from the beginning, committed records only, for as long as it is open. A broker
 * that is away is waited for; a record that cannot be read is logged and passed over.
 */
public final class ExperimentDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentDirectory.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Topic<Experiment> topic;
  private final Deserializer<Experiment> values;
  private final Consumer<String, byte[]> consumer;
  private final ExperimentIndex index = new ExperimentIndex();
  private final Thread thread;
  private volatile boolean ready;
  private volatile boolean closed;

  private ExperimentDirectory(Topic<Experiment> topic, Consumer<String, byte[]> consumer) {
    this.topic = topic;
    this.values = topic.deserializer();
    this.consumer = consumer;
    this.thread = new Thread(this::run, "experiment-directory");
    this.thread.setDaemon(true);
  }

  /** Starts to read; returns at once. */
  public static ExperimentDirectory start(TrialstreamConfig config) {
    Map<String, Object> settings = config.consumer();
    settings.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return start(
        config.topics().experiments(),
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()));
  }

  /** Starts to read from a consumer of its own, which it closes. */
  static ExperimentDirectory start(Topic<Experiment> topic, Consumer<String, byte[]> consumer) {
    ExperimentDirectory directory = new ExperimentDirectory(topic, consumer);
    directory.thread.start();
    return directory;
  }

  /** The experiments as read so far. */
  public ExperimentIndex index() {
    return index;
  }

  /** Whether everything that was in the topic at the start has been read. */
  public boolean ready() {
    return ready;
  }

  /** Stops reading; returns when the thread has ended, or after a few seconds. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> ends = null;
      while (!closed) {
        try {
          if (ends == null) {
            ends = assign();
          }
          consumer.poll(POLL).forEach(this::take);
          ready = ready || reached(ends);
        } catch (WakeupException e) {
          // Only close() wakes the consumer; the loop sees that it has.
        } catch (KafkaException e) {
          LOG.atWarn()
              .addKeyValue("topic", topic.name())
              .addKeyValue("reason", e.getMessage())
              .log("Experiments cannot be read at the moment; trying again");
          pause();
        }
      }
    } catch (RuntimeException e) {
      ready = false;
      LOG.atError()
          .setCause(e)
          .addKeyValue("topic", topic.name())
          .log("The directory of experiments failed; restart the server");
    }
  }

  /** Assigns all partitions from their beginning; returns where they end now. */
  private Map<TopicPartition, Long> assign() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("Topic " + topic.name() + " does not exist");
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer.endOffsets(partitions);
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      if (record.key() != null) {
        index.remove(record.key());
      }
      return;
    }
    try {
      index.put(values.deserialize(record.topic(), record.value()));
    } catch (RuntimeException e) {
      // Whatever is wrong with one experiment, the others must be found.
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("A record that is no experiment was passed over");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
