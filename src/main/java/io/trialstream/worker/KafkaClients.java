package io.trialstream.worker;

import io.trialstream.topics.OrderedProducer;
import io.trialstream.topics.TrialstreamConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of an agent. What it relies on cannot be set from outside. */
final class KafkaClients {
  /** Settings of plain consumers that a share consumer refuses. */
  private static final List<String> NOT_SHARED =
      List.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  private static final int REQUEST_TIMEOUT_MS = 10_000;

  /** With one batch on its way at a time, a backlog needs large ones. */
  private static final int JOURNAL_BATCH_BYTES = 256 << 10;

  private final TrialstreamConfig config;
  private final String agentId;

  KafkaClients(TrialstreamConfig config, String agentId) {
    this.config = config;
    this.agentId = agentId;
  }

  /** Sends the journal: in order, without a time limit. */
  Producer<byte[], byte[]> journal() {
    return new KafkaProducer<>(journalSettings());
  }

  /** The settings of {@link #journal}. */
  Map<String, Object> journalSettings() {
    Map<String, Object> settings = producer("journal");
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, JOURNAL_BATCH_BYTES);
    settings.putAll(OrderedProducer.SETTINGS);
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    return settings;
  }

  /**
   * Sends heartbeats and dead letters: beside the journal, so that neither waits for a backlog, and
   * not for long, since a late heartbeat says nothing.
   */
  Producer<byte[], byte[]> heartbeats() {
    Map<String, Object> settings = producer("heartbeats");
    int interval =
        (int) Math.min(REQUEST_TIMEOUT_MS, Math.max(1_000, config.heartbeatIntervalMs()));
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    settings.put(ProducerConfig.ACKS_CONFIG, "1");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) interval);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, interval);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * interval);
    return new KafkaProducer<>(settings);
  }

  /** Reads commands as soon as they are there, committed or not: a repeated one does no harm. */
  Consumer<byte[], byte[]> inbox() {
    Map<String, Object> settings = consumer("inbox");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    // Only where what was to be read next is gone already.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    return new KafkaConsumer<>(settings);
  }

  /**
   * Takes suggestions.
   *
   * @param most as many at once at most: no more than there is surely a slot for
   */
  ShareConsumer<byte[], byte[]> suggestions(String group, int most) {
    Map<String, Object> settings = consumer("suggestions");
    NOT_SHARED.forEach(settings::remove);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, most);
    // An agent whose slots are all taken does not poll, and still belongs to the group.
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
    return new KafkaShareConsumer<>(settings);
  }

  private Map<String, Object> producer(String purpose) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    settings.putAll(config.producer());
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return named(settings, purpose);
  }

  private Map<String, Object> consumer(String purpose) {
    Map<String, Object> settings = new HashMap<>(config.consumer());
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return named(settings, purpose);
  }

  private Map<String, Object> named(Map<String, Object> settings, String purpose) {
    Object base = settings.getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, agentId);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, base + "-" + purpose);
    return settings;
  }
}
