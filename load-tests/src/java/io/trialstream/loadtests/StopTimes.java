package io.trialstream.loadtests;

import io.trialstream.avro.Decision;
import io.trialstream.avro.Suggestion;
import io.trialstream.testing.TopicReader;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * From the report that caused a stop to the stop's arrival: joins what agents receive with the
 * decisions, which tell the place of the report in the log, and with when the report at that place
 * was due.
 */
final class StopTimes implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int MOST_PARTITIONS = 1 << 10;

  /** Of each partition the last so many reports are known: some tens of seconds. */
  private static final int REPORTS = 1 << 22;

  private final Latencies latencies;
  private final Consumer<String, Decision> consumer;
  private final Map<String, Long> received = new HashMap<>();
  private final Queue<Open> open = new ArrayDeque<>();
  private final Places[] places;
  private final Thread thread;
  private volatile boolean closed;

  /** A decision whose stop has not been seen to arrive. */
  private record Open(Decision decision, long sinceNanos) {}

  /** When the reports of a partition were due, by offset; the latest overwrite the earliest. */
  private static final class Places {
    private final long[] offsets;
    private final long[] dueNanos;

    Places(int size) {
      offsets = new long[size];
      dueNanos = new long[size];
    }

    synchronized void put(long offset, long due) {
      int at = (int) (offset % offsets.length);
      offsets[at] = offset;
      dueNanos[at] = due;
    }

    synchronized Optional<Long> due(long offset) {
      int at = (int) (offset % offsets.length);
      return offsets[at] == offset && dueNanos[at] != 0
          ? Optional.of(dueNanos[at])
          : Optional.empty();
    }
  }

  /** Starts reading the decisions. */
  StopTimes(TrialstreamConfig config, Latencies latencies) {
    this.latencies = latencies;
    int partitions = Math.min(MOST_PARTITIONS, config.topicPartitions());
    this.places = new Places[partitions];
    for (int partition = 0; partition < partitions; partition++) {
      places[partition] = new Places(REPORTS / Integer.highestOneBit(partitions));
    }
    this.consumer = TopicReader.open(config, config.topics().decisions());
    this.thread = new Thread(this::run, "load-test-decisions");
    thread.start();
  }

  /** The brokers have a report. */
  void reported(int partition, long offset, long dueNanos) {
    places[partition].put(offset, dueNanos);
  }

  /** A stop has reached the trial's agent. */
  synchronized void received(Suggestion suggestion, long nanos) {
    received.put(key(suggestion.getTrial(), suggestion.getAttempt()), nanos);
  }

  private static String key(String trial, int attempt) {
    return trial + "/" + attempt;
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        consumer.poll(POLL).forEach(record -> add(record.value()));
        join();
      }
    }
  }

  private synchronized void add(Decision decision) {
    open.add(new Open(decision, System.nanoTime()));
  }

  private synchronized void join() {
    for (int left = open.size(); left > 0; left--) {
      Open decided = open.remove();
      Decision decision = decided.decision();
      String trial = key(decision.getTrial(), decision.getAttempt());
      Long arrival = received.remove(trial);
      Optional<Long> due = places[decision.getPartition()].due(decision.getOffset());
      if (arrival != null && due.isPresent()) {
        latencies.record(due.get(), arrival);
      } else if (System.nanoTime() - decided.sinceNanos() < PATIENCE_NANOS) {
        if (arrival != null) {
          received.put(trial, arrival);
        }
        open.add(decided);
      }
      // Later than that its trial had ended before the stop could reach it.
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
