package io.trialstream.api;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.OrderedProducer;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topics {@code metrics} and {@code heartbeats}, written by a plain idempotent producer that
 * waits for all replicas: what a worker was told is written, is in the log.
 */
public final class KafkaTellLog implements TellLog, AutoCloseable {
  /** A worker waits for the answer, and asks again. */
  private static final int TIMEOUT_MS = 3_000;

  private final Topic<MetricEvent> metrics;
  private final Topic<Heartbeat> heartbeats;
  private final Producer<String, byte[]> producer;

  public KafkaTellLog(TrialstreamConfig config) {
    this.metrics = config.topics().metrics();
    this.heartbeats = config.topics().heartbeats();
    Map<String, Object> settings = config.producer();
    settings.putAll(OrderedProducer.SETTINGS);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public void append(List<MetricEvent> events)
      throws RequestRefusedException, InterruptedException {
    send(events.stream().map(event -> record(metrics, event.getExperiment(), event)).toList());
  }

  @Override
  public void renew(Heartbeat heartbeat) throws RequestRefusedException, InterruptedException {
    send(List.of(record(heartbeats, heartbeat.getExperiment(), heartbeat)));
  }

  private static <T extends SpecificRecord> ProducerRecord<String, byte[]> record(
      Topic<T> topic, String experiment, T value) {
    byte[] bytes = topic.serializer().serialize(topic.name(), value);
    return new ProducerRecord<>(topic.name(), experiment, bytes);
  }

  private void send(List<ProducerRecord<String, byte[]>> records)
      throws RequestRefusedException, InterruptedException {
    try {
      List<Future<?>> sent = new ArrayList<>();
      for (ProducerRecord<String, byte[]> record : records) {
        sent.add(producer.send(record));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw refused(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptException e) {
      throw Interruptions.checked(e);
    } catch (KafkaException e) {
      throw refused(e);
    }
  }

  private static RequestRefusedException refused(Throwable cause) {
    return new RequestRefusedException(
        Kind.UNAVAILABLE,
        "The brokers did not confirm in time what was told (%s); it may be written all the same: send it again, a suggestion's request with the same Idempotency-Key, a report with the same seq"
            .formatted(cause),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
