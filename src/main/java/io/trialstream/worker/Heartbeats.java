package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.avro.Heartbeat;
import io.trialstream.topics.Topic;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of every execution until the broker knows its end. A heartbeat that cannot be
 * sent is dropped: the next one says the same.
 */
final class Heartbeats implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  private final Topic<Heartbeat> topic;
  private final Producer<byte[], byte[]> producer;
  private final Executions executions;
  private final WorkerMeters meters;
  private final ScheduledExecutorService timer;

  /** Starts sending. */
  Heartbeats(
      Topic<Heartbeat> topic,
      Producer<byte[], byte[]> producer,
      Executions executions,
      long intervalMs,
      WorkerMeters meters) {
    this.topic = topic;
    this.producer = producer;
    this.executions = executions;
    this.meters = meters;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "trialstream-worker-heartbeats");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        timer.scheduleAtFixedRate(this::beat, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      for (Execution execution : executions.live()) {
        Heartbeat heartbeat = execution.heartbeat();
        producer.send(
            new ProducerRecord<>(
                topic.name(),
                heartbeat.getExperiment().getBytes(UTF_8),
                topic.codec().encode(heartbeat)),
            (metadata, error) -> sent(Optional.ofNullable(error)));
      }
    } catch (RuntimeException e) {
      // Whatever it is: the timer would not call again, and every lease would run out.
      sent(Optional.of(e));
    }
  }

  private void sent(Optional<Exception> failure) {
    meters.heartbeat(failure.isEmpty());
    failure.ifPresent(error -> log.atDebug().setCause(error).log("A heartbeat was dropped"));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
