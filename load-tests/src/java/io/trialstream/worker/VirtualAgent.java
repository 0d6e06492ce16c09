package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.AvroCodec;
import io.trialstream.topics.Topics;
import io.trialstream.topics.TrialstreamConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * An agent without processes, journal and disk: what a worker says and hears over Kafka, with the
 * worker's own clients. It takes suggestions from the pool's share group, several at once where it
 * has the slots; it writes STARTED, accepts once the broker has that, and hears orders on its inbox
 * partition. Whoever holds it reports, ends and sends heartbeats.
 */
public final class VirtualAgent implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long SLOT_WAIT_MS = 200;

  private final String id;
  private final Topics topics;
  private final Host host;
  private final AvroCodec<MetricEvent> events;
  private final AvroCodec<Heartbeat> heartbeats;
  private final AvroCodec<Suggestion> suggestions;
  private final Producer<byte[], byte[]> journal;
  private final Producer<byte[], byte[]> beside;
  private final Inbox inbox;
  private final ShareConsumer<byte[], byte[]> intake;
  private final Thread thread;
  private volatile boolean closed;

  /** Where its executions live. Called by the agent's threads. */
  public interface Host {
    /** Waits until a slot is free, no longer than the time; whether one is. */
    boolean awaitFree(long millis) throws InterruptedException;

    /** An execution has started: the broker knows, and the suggestion is accepted. */
    void started(Started started);

    /** An execution is to end, with this state in its mark; it may be somebody else's. */
    void ordered(String execution, EndState end);

    /** The agent takes nothing more. */
    void failed(Exception failure);
  }

  /**
   * An execution that has started; its record STARTED had the {@code seq} 1.
   *
   * @param agent whose it is
   * @param execution its id
   */
  public record Started(VirtualAgent agent, Suggestion suggestion, String execution) {}

  /**
   * Starts taking suggestions.
   *
   * @param pool whose suggestions; its topic exists
   * @param most suggestions to take at once at most
   */
  public VirtualAgent(TrialstreamConfig config, String id, String pool, int most, Host host) {
    this.id = id;
    this.topics = config.topics();
    this.host = host;
    this.events = topics.metrics().codec();
    this.heartbeats = topics.heartbeats().codec();
    this.suggestions = topics.trials(pool).codec();
    KafkaClients clients = new KafkaClients(config, id);
    this.journal = clients.journal();
    this.beside = clients.heartbeats();
    this.inbox =
        Inbox.start(
            topics.commands(),
            clients.inbox(),
            id,
            (execution, order) -> host.ordered(execution, order.endState()),
            new DeadLetters(
                topics.deadLetters(), beside, new WorkerMeters(new SimpleMeterRegistry(), pool)));
    this.intake = clients.suggestions(topics.shareGroup(pool), most);
    intake.subscribe(List.of(topics.trials(pool).name()));
    this.thread = new Thread(this::run, id + "-intake");
    thread.start();
  }

  /** Sends a record of an execution's log. */
  public void send(MetricEvent event, Callback acknowledged) {
    var unused =
        journal.send(
            new ProducerRecord<>(
                topics.metrics().name(),
                event.getExperiment().getBytes(UTF_8),
                events.encode(event)),
            acknowledged);
  }

  /** Renews an execution's lease. */
  public void heartbeat(Started execution) {
    Heartbeat heartbeat =
        Heartbeat.newBuilder()
            .setExperiment(execution.suggestion().getExperiment())
            .setTrial(execution.suggestion().getTrial())
            .setAttempt(execution.suggestion().getAttempt())
            .setExecution(execution.execution())
            .setWorker(id)
            .setInbox(inbox.partition())
            .setTime(Instant.now())
            .build();
    var unused =
        beside.send(
            new ProducerRecord<>(
                topics.heartbeats().name(),
                heartbeat.getExperiment().getBytes(UTF_8),
                heartbeats.encode(heartbeat)));
  }

  /** Returns once the broker has all that was sent. */
  public void flush() {
    journal.flush();
  }

  private void run() {
    try (intake) {
      while (!closed) {
        if (host.awaitFree(SLOT_WAIT_MS)) {
          take();
        }
      }
    } catch (WakeupException | InterruptedException e) {
      // It is being closed.
    } catch (KafkaException | IllegalStateException | ExecutionException e) {
      if (!closed) {
        host.failed(e);
      }
    }
  }

  private void take() throws ExecutionException, InterruptedException {
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
    intake.poll(Intake.POLL).forEach(taken::add);
    List<Started> starting = new ArrayList<>();
    List<Future<RecordMetadata>> known = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : taken) {
      Suggestion suggestion = suggestions.decode(record.value());
      Started started = new Started(this, suggestion, UUID.randomUUID().toString());
      starting.add(started);
      known.add(start(started));
    }
    for (Future<RecordMetadata> record : known) {
      record.get();
    }
    for (ConsumerRecord<byte[], byte[]> record : taken) {
      intake.acknowledge(record, AcknowledgeType.ACCEPT);
    }
    if (!taken.isEmpty()) {
      intake
          .commitSync(ANSWER)
          .values()
          .forEach(
              answer ->
                  answer.ifPresent(
                      e -> {
                        throw e;
                      }));
      starting.forEach(host::started);
    }
  }

  private Future<RecordMetadata> start(Started started) {
    Suggestion suggestion = started.suggestion();
    MetricEvent event =
        MetricEvent.newBuilder()
            .setExperiment(suggestion.getExperiment())
            .setTrial(suggestion.getTrial())
            .setAttempt(suggestion.getAttempt())
            .setExecution(started.execution())
            .setSeq(1)
            .setKind(EventKind.STARTED)
            .setTime(Instant.now())
            .setWorker(id)
            .setInbox(inbox.partition())
            .build();
    return journal.send(
        new ProducerRecord<>(
            topics.metrics().name(), event.getExperiment().getBytes(UTF_8), events.encode(event)));
  }

  /** Takes nothing more and hears nothing more; what was sent arrives. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inbox.close();
    journal.close(CLOSE);
    beside.close(CLOSE);
  }
}
