package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends through an idempotent producer that never makes the stream thread wait for long. */
final class ProducerLostMarks implements LostMarks, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProducerLostMarks.class);

  private final Topic<MetricEvent> metrics;
  private final Producer<String, MetricEvent> producer;

  ProducerLostMarks(TrialstreamConfig config) {
    this.metrics = config.topics().metrics();
    Map<String, Object> settings = new HashMap<>(config.producer());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), metrics.serializer());
  }

  @Override
  public void append(int partition, MetricEvent mark) {
    ProducerRecord<String, MetricEvent> record =
        new ProducerRecord<>(metrics.name(), partition, mark.getExperiment(), mark);
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              failed(mark, failure);
            }
          });
    } catch (KafkaException e) {
      failed(mark, e);
    }
  }

  private static void failed(MetricEvent mark, Exception failure) {
    LOG.atWarn()
        .addKeyValue("trial", mark.getTrial())
        .addKeyValue("attempt", mark.getAttempt())
        .addKeyValue("cause", failure.getMessage())
        .log("LOST mark not written; it is written again after another lease");
  }

  @Override
  public void close() {
    producer.close();
  }
}
