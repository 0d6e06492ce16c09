package io.trialstream.worker;

import io.trialstream.avro.Command;
import io.trialstream.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for stop and kill orders on one partition of {@code commands}, which agents share. An
 * order for an execution of another agent, or one that has ended, does nothing.
 */
final class Inbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration FIRST_POSITION = Duration.ofSeconds(20);
  private static final long RETRY_MS = 1_000;

  /** Whom orders are for. */
  interface Recipient {
    /** Passes an order on; one for an execution that is not here does nothing. */
    void order(String execution, Order order);
  }

  private final Topic<Command> topic;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Recipient recipient;
  private final DeadLetters deadLetters;
  private final Thread thread;
  private volatile boolean closed;

  private Inbox(
      Topic<Command> topic,
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Recipient recipient,
      DeadLetters deadLetters) {
    this.topic = topic;
    this.consumer = consumer;
    this.partition = partition;
    this.recipient = recipient;
    this.deadLetters = deadLetters;
    this.thread = new Thread(this::run, "trialstream-worker-inbox");
    thread.setDaemon(true);
  }

  /**
   * Starts listening, from the end: every order that is given after this has returned is heard.
   *
   * @throws KafkaException where the broker does not answer in time
   */
  static Inbox start(
      Topic<Command> topic,
      Consumer<byte[], byte[]> consumer,
      String agentId,
      Recipient recipient,
      DeadLetters deadLetters) {
    int partitions = consumer.partitionsFor(topic.name(), FIRST_POSITION).size();
    TopicPartition partition =
        new TopicPartition(topic.name(), Math.floorMod(agentId.hashCode(), partitions));
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition, FIRST_POSITION);
    Inbox inbox = new Inbox(topic, consumer, partition, recipient, deadLetters);
    inbox.thread.start();
    return inbox;
  }

  /** The partition on which it listens. */
  int partition() {
    return partition.partition();
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        listen();
      }
    } catch (WakeupException e) {
      log.atDebug().log("The inbox is closed");
    }
  }

  private void listen() {
    try {
      consumer.poll(POLL).forEach(this::receive);
    } catch (WakeupException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("The inbox cannot be read; trying again");
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void receive(ConsumerRecord<byte[], byte[]> record) {
    Command command;
    try {
      command =
          Optional.ofNullable(record.value())
              .map(topic.codec()::decode)
              .orElseThrow(() -> new SerializationException("The record has no value."));
    } catch (SerializationException e) {
      var unused = deadLetters.send(record, String.valueOf(e.getMessage()));
      return;
    }
    switch (command.getKind()) {
      case STOP -> recipient.order(command.getExecution(), Order.stop(command.getReason()));
      case KILL -> recipient.order(command.getExecution(), Order.kill(command.getReason()));
      case UNKNOWN ->
          log.atWarn()
              .addKeyValue("execution", command.getExecution())
              .log("A command of a kind that this version does not know is ignored");
    }
  }
}
