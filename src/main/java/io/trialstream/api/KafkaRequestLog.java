package io.trialstream.api;

import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.avro.Request;
import io.trialstream.topics.Topic;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The {@code requests} topic, written by an idempotent producer that waits for all replicas. */
public final class KafkaRequestLog implements RequestLog, AutoCloseable {
  /** A person waits for the answer; a broker that takes longer is away. */
  private static final int TIMEOUT_MS = 10_000;

  private final Topic<Request> topic;
  private final Producer<String, Request> producer;

  public KafkaRequestLog(TrialstreamConfig config) {
    this.topic = config.topics().requests();
    Map<String, Object> settings = config.producer();
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), topic.serializer());
  }

  @Override
  public void append(Request request) throws RequestRefusedException, InterruptedException {
    try {
      producer.send(new ProducerRecord<>(topic.name(), request.getExperiment(), request)).get();
    } catch (ExecutionException e) {
      throw refused(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptException e) {
      throw Interruptions.checked(e);
    } catch (KafkaException e) {
      throw refused(e);
    }
  }

  private RequestRefusedException refused(Throwable cause) {
    if (cause instanceof RecordTooLargeException) {
      return new RequestRefusedException(
          Kind.INVALID,
          "The experiment file is larger than topic %s takes (max.message.bytes); shorten it"
              .formatted(topic.name()),
          cause);
    }
    return new RequestRefusedException(
        Kind.UNAVAILABLE,
        "The brokers did not confirm the request in time (%s); try again".formatted(cause),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
