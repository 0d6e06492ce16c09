package io.trialstream.worker;

import io.trialstream.avro.DeadLetter;
import io.trialstream.topics.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what could not be read to the dead letters, as it was found. */
final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final Topic<DeadLetter> topic;
  private final Producer<byte[], byte[]> producer;
  private final WorkerMeters meters;

  DeadLetters(Topic<DeadLetter> topic, Producer<byte[], byte[]> producer, WorkerMeters meters) {
    this.topic = topic;
    this.producer = producer;
    this.meters = meters;
  }

  /**
   * Sends a record.
   *
   * @param reason why it could not be used, a sentence
   * @return completes when the broker has it
   */
  CompletableFuture<Void> send(ConsumerRecord<byte[], byte[]> record, String reason) {
    log.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("reason", reason)
        .log("A record cannot be used; it becomes a dead letter");
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setTime(Instant.ofEpochMilli(Math.max(0, record.timestamp())))
            .setReason(reason);
    if (record.key() != null) {
      letter.setKey(ByteBuffer.wrap(record.key()));
    }
    if (record.value() != null) {
      letter.setValue(ByteBuffer.wrap(record.value()));
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(topic.name(), record.key(), topic.codec().encode(letter.build())),
          (metadata, error) -> {
            if (error == null) {
              meters.deadLetter();
              sent.complete(null);
            } else {
              sent.completeExceptionally(error);
            }
          });
    } catch (KafkaException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }
}
