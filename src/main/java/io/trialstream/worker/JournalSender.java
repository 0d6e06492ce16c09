package io.trialstream.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the journal to its topic, in order, on a thread of its own, and takes from it what the
 * broker has acknowledged. Memory is bounded by {@link SendWindow}, whatever the backlog. Where the
 * producer gives a record up, another producer starts again behind the last acknowledged one:
 * readers drop what they have by its {@code seq}.
 */
final class JournalSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalSender.class);
  private static final long RETRY_MS = 1_000;
  private static final long IDLE_MS = 50;
  private static final long IN_FLIGHT_MS = 5;
  private static final long CHECKPOINT_BYTES = 64 << 10;

  private final Journal journal;
  private final String topic;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final WorkerMeters meters;
  private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> awaited =
      new ConcurrentSkipListMap<>();
  private final Thread thread;
  private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
  private volatile boolean closed;

  /** Starts sending. */
  JournalSender(
      Journal journal,
      String topic,
      Supplier<Producer<byte[], byte[]>> producers,
      WorkerMeters meters) {
    this.journal = journal;
    this.topic = topic;
    this.producers = producers;
    this.meters = meters;
    this.thread = new Thread(this::run, "trialstream-worker-journal");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether its thread runs. */
  boolean alive() {
    return thread.isAlive();
  }

  /** Completes when the broker has the record that ends at the position. */
  CompletableFuture<Void> acknowledged(long end) {
    CompletableFuture<Void> future = awaited.computeIfAbsent(end, e -> new CompletableFuture<>());
    completeUpTo(journal.acknowledged());
    return future;
  }

  /**
   * Waits until all of the journal is acknowledged.
   *
   * @return whether it is
   */
  boolean await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (journal.acknowledged() < journal.end() && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    return journal.acknowledged() >= journal.end();
  }

  /** Stops at once; what is not acknowledged stays in the journal. */
  @Override
  public void close() {
    closed = true;
    closeProducer();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        send(open());
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          log.atWarn()
              .addKeyValue("from", journal.acknowledged())
              .setCause(e)
              .log("Sending the journal failed; it starts again");
        }
      } finally {
        closeProducer();
      }
      pause();
    }
  }

  private synchronized Producer<byte[], byte[]> open() {
    if (closed) {
      throw new IllegalStateException("The sender is closed");
    }
    Producer<byte[], byte[]> opened = producers.get();
    producer = Optional.of(opened);
    return opened;
  }

  private synchronized void closeProducer() {
    producer.ifPresent(open -> open.close(Duration.ZERO));
    producer = Optional.empty();
  }

  private void pause() {
    try {
      for (long waited = 0; waited < RETRY_MS && !closed; waited += IDLE_MS) {
        Thread.sleep(IDLE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Producer<byte[], byte[]> producer) throws IOException, InterruptedException {
    SendWindow window = new SendWindow(journal.acknowledged());
    try (JournalReader reader = journal.reader(journal.acknowledged())) {
      while (!closed) {
        window.check();
        Optional<JournalReader.Entry> next = reader.next();
        if (next.isPresent()) {
          acknowledge(window, CHECKPOINT_BYTES);
          send(producer, window, next.get());
        } else {
          acknowledge(window, 1);
          boolean inFlight = window.prefix() < reader.position();
          journal.awaitBehind(reader.position(), inFlight ? IN_FLIGHT_MS : IDLE_MS);
        }
      }
    } finally {
      acknowledge(window, 1);
    }
  }

  private void send(Producer<byte[], byte[]> producer, SendWindow window, JournalReader.Entry entry)
      throws InterruptedException {
    JournalFrame frame = entry.frame();
    SendWindow.Ticket ticket = window.enter(entry.end(), frame.size());
    producer.send(
        new ProducerRecord<>(topic, frame.key(), frame.value()),
        (metadata, error) -> {
          if (error == null) {
            complete(entry.end());
            meters.acknowledged();
            ticket.acknowledged();
          } else if (error instanceof RecordTooLargeException) {
            log.atError().setCause(error).log("A record is larger than the broker takes; dropped");
            ticket.acknowledged();
          } else {
            ticket.failed(error);
          }
        });
  }

  /** Takes from the journal what is acknowledged, where it is at least so many bytes. */
  private void acknowledge(SendWindow window, long least) throws IOException {
    long prefix = window.prefix();
    if (prefix - journal.acknowledged() >= least) {
      journal.acknowledge(prefix);
      completeUpTo(prefix);
    }
  }

  private void complete(long end) {
    CompletableFuture<Void> future = awaited.remove(end);
    if (future != null) {
      future.complete(null);
    }
  }

  private void completeUpTo(long position) {
    awaited.headMap(position, true).keySet().forEach(this::complete);
  }
}
