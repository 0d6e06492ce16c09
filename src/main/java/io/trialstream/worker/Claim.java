package io.trialstream.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that the share group has handed to this agent. The broker's lock on it is renewed while
 * something is waited for. Where the lock is lost all the same, in an outage, the broker hands the
 * record out once more: here it is then recognised, elsewhere the log's first STARTED decides.
 */
final class Claim {
  private static final Logger log = LoggerFactory.getLogger(Claim.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration RETURN = Duration.ofSeconds(1);
  private static final int USUAL_LOCK_MS = 30_000;

  private final ShareConsumer<byte[], byte[]> consumer;
  private final ConsumerRecord<byte[], byte[]> record;
  private final Consumer<ConsumerRecord<byte[], byte[]>> others;
  private final CompletableFuture<Void> aborted;
  private boolean held = true;

  /**
   * @param others takes records that come instead of this one
   * @param aborted ends all waiting
   */
  Claim(
      ShareConsumer<byte[], byte[]> consumer,
      ConsumerRecord<byte[], byte[]> record,
      Consumer<ConsumerRecord<byte[], byte[]>> others,
      CompletableFuture<Void> aborted) {
    this.consumer = consumer;
    this.record = record;
    this.others = others;
    this.aborted = aborted;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  /** Waits for something, and renews the lock meanwhile; whether it completed well. */
  boolean await(CompletableFuture<Void> something) throws InterruptedException {
    long renewal = consumer.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MS) / 3;
    while (true) {
      try {
        CompletableFuture.anyOf(something, aborted).get(renewal, TimeUnit.MILLISECONDS);
        return something.isDone() && !something.isCompletedExceptionally();
      } catch (TimeoutException e) {
        renew();
      } catch (ExecutionException e) {
        return false;
      }
    }
  }

  /** Tells the broker that the record needs no further delivery. */
  void accept() {
    if (!held) {
      log.atInfo().addKeyValue("offset", record.offset()).log("The lock on a suggestion was lost");
      return;
    }
    try {
      consumer.acknowledge(record, AcknowledgeType.ACCEPT);
      check(consumer.commitSync(ANSWER));
    } catch (KafkaException | IllegalStateException e) {
      notAccepted(e);
    }
  }

  private void check(Map<TopicIdPartition, Optional<KafkaException>> answers) {
    answers.values().forEach(answer -> answer.ifPresent(Claim::notAccepted));
  }

  private static void notAccepted(RuntimeException e) {
    log.atWarn().setCause(e).log("A suggestion was taken, and may be delivered again");
  }

  private void renew() {
    if (!held) {
      return;
    }
    held = false;
    try {
      consumer.acknowledge(record, AcknowledgeType.RENEW);
      consumer.commitSync(ANSWER);
      for (ConsumerRecord<byte[], byte[]> returned : consumer.poll(RETURN)) {
        if (returned.partition() == record.partition() && returned.offset() == record.offset()) {
          held = true;
        } else {
          others.accept(returned);
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      log.atWarn().setCause(e).log("The lock on a suggestion could not be renewed");
    }
  }
}
