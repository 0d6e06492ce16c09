package io.trialstream.worker;

import io.trialstream.avro.Suggestion;
import io.trialstream.topics.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes suggestions from the pool's share group, one for each free slot, on a thread of its own. A
 * suggestion is accepted once the broker has its STARTED record, and never released: the fifth
 * release would lose the trial.
 */
final class Intake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /**
   * Short, because a poll asks the broker once: where the one record that it may take turns out to
   * be the end mark of a transaction, it comes back empty only when its time is over. The fetch
   * that waits at the broker outlives the poll, so a short one costs no further requests.
   */
  static final Duration POLL = Duration.ofMillis(25);

  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long SLOT_WAIT_MS = 200;
  private static final long RETRY_MS = 1_000;

  private final Topic<Suggestion> topic;
  private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
  private final Function<Suggestion, Execution> executions;
  private final Slots slots;
  private final DeadLetters deadLetters;
  private final RecentAttempts recent = new RecentAttempts();
  private final Queue<ConsumerRecord<byte[], byte[]>> taken = new ArrayDeque<>();
  private final CompletableFuture<Void> aborted = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean draining;

  /**
   * Starts taking.
   *
   * @param executions makes the execution of a suggestion
   */
  Intake(
      Topic<Suggestion> topic,
      Supplier<ShareConsumer<byte[], byte[]>> consumers,
      Function<Suggestion, Execution> executions,
      Slots slots,
      DeadLetters deadLetters) {
    this.topic = topic;
    this.consumers = consumers;
    this.executions = executions;
    this.slots = slots;
    this.deadLetters = deadLetters;
    this.thread = new Thread(this::run, "trialstream-worker-intake");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether it takes suggestions. */
  boolean alive() {
    return thread.isAlive();
  }

  /** Whether it was told to take nothing more. */
  boolean draining() {
    return draining;
  }

  /** Takes nothing more; returns once what was taken is in its slot. */
  void drain() throws InterruptedException {
    draining = true;
    thread.join();
  }

  /** Takes nothing more, and leaves what is not yet accepted to others. */
  @Override
  public void close() {
    aborted.complete(null);
    try {
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!draining) {
      ShareConsumer<byte[], byte[]> consumer = consumers.get();
      try {
        consumer.subscribe(List.of(topic.name()));
        take(consumer);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.atWarn().addKeyValue("topic", topic.name()).setCause(e).log("Intake starts again");
        pause();
      } finally {
        consumer.close(CLOSE);
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      draining = true;
    }
  }

  private void take(ShareConsumer<byte[], byte[]> consumer) throws InterruptedException {
    taken.clear();
    while (!draining) {
      if (slots.awaitFree(SLOT_WAIT_MS)) {
        if (taken.isEmpty()) {
          consumer.poll(POLL).forEach(taken::add);
        }
        if (!taken.isEmpty()) {
          handle(new Claim(consumer, taken.remove(), taken::add, aborted));
        }
      }
    }
  }

  private void handle(Claim claim) throws InterruptedException {
    Suggestion suggestion;
    try {
      suggestion = decode(claim.record());
    } catch (SerializationException e) {
      bury(claim, String.valueOf(e.getMessage()));
      return;
    }
    if (recent.add(suggestion)) {
      start(claim, executions.apply(suggestion));
    } else {
      log.atInfo()
          .addKeyValue("trial", suggestion.getTrial())
          .addKeyValue("attempt", suggestion.getAttempt())
          .log("A suggestion was delivered again; it is running or has run here");
      claim.accept();
    }
  }

  private void start(Claim claim, Execution execution) throws InterruptedException {
    if (claim.await(execution.start())) {
      claim.accept();
      slots.run(execution);
    } else {
      execution.abandon();
      execution.run();
    }
  }

  private void bury(Claim claim, String reason) throws InterruptedException {
    while (!aborted.isDone()) {
      if (claim.await(deadLetters.send(claim.record(), reason))) {
        claim.accept();
        return;
      }
      pause();
    }
  }

  private Suggestion decode(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.value())
        .map(topic.codec()::decode)
        .orElseThrow(() -> new SerializationException("The record has no value."));
  }
}
