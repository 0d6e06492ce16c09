package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.topics.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the records of one execution into the journal, numbered 1, 2, … in their order. A disk
 * that refuses makes the writer wait, and with it the script's output: nothing is lost.
 */
final class ExecutionEvents implements MetricReports.Output {
  private static final Logger log = LoggerFactory.getLogger(ExecutionEvents.class);
  private static final long RETRY_MS = 1_000;
  private static final int FIRST_CAPACITY = 1 << 10;

  private final Suggestion suggestion;
  private final String execution;
  private final Journal journal;
  private final JournalSender sender;
  private final AvroCodec<MetricEvent> codec;
  private final Clock clock;
  private final WorkerMeters meters;
  private final byte[] key;
  private ByteBuffer batch = ByteBuffer.allocate(FIRST_CAPACITY);
  private long seq;

  ExecutionEvents(
      Suggestion suggestion,
      String execution,
      Journal journal,
      JournalSender sender,
      AvroCodec<MetricEvent> codec,
      Clock clock,
      WorkerMeters meters) {
    this.suggestion = suggestion;
    this.execution = execution;
    this.journal = journal;
    this.sender = sender;
    this.codec = codec;
    this.clock = clock;
    this.meters = meters;
    this.key = suggestion.getExperiment().getBytes(UTF_8);
  }

  /** The execution has started; completes when the broker knows. */
  synchronized CompletableFuture<Void> started(String agent, int inbox) {
    add(
        event(EventKind.STARTED)
            .setWorker(agent)
            .setInbox(inbox)
            .setParameters(suggestion.getParameters()));
    return send();
  }

  /** Adds a report to those that the next {@link #write} takes along. */
  @Override
  public synchronized void report(String metric, double value, OptionalLong step) {
    MetricEvent.Builder report = event(EventKind.REPORT).setMetric(metric).setValue(value);
    step.ifPresent(report::setStep);
    add(report);
  }

  /** The execution has ended; completes when the broker knows. */
  synchronized CompletableFuture<Void> ended(EndMark end) {
    MetricEvent.Builder mark = event(EventKind.ENDED).setState(end.state()).setReason(end.reason());
    end.exitCode().ifPresent(mark::setExitCode);
    add(mark);
    return send();
  }

  /** Writes what was reported since the last time. */
  synchronized void write() {
    if (batch.position() > 0) {
      append();
    }
  }

  /** Writes the batch; returns the position behind it, or none where the journal is closed. */
  private OptionalLong append() {
    for (boolean first = true; !journal.isClosed(); first = false) {
      try {
        long end = journal.append(batch.duplicate().flip());
        batch.clear();
        return OptionalLong.of(end);
      } catch (IOException e) {
        if (first && !journal.isClosed()) {
          log.atError()
              .addKeyValue("execution", execution)
              .setCause(e)
              .log("The journal cannot be written; the script's output waits");
        }
      }
      try {
        wait(RETRY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return OptionalLong.empty();
  }

  /** Writes the batch; completes when the broker has it, and never where the journal is closed. */
  private CompletableFuture<Void> send() {
    OptionalLong end = append();
    return end.isPresent() ? sender.acknowledged(end.getAsLong()) : new CompletableFuture<>();
  }

  private MetricEvent.Builder event(EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(suggestion.getExperiment())
        .setTrial(suggestion.getTrial())
        .setAttempt(suggestion.getAttempt())
        .setExecution(execution)
        .setSeq(++seq)
        .setKind(kind)
        .setTime(clock.instant());
  }

  private void add(MetricEvent.Builder event) {
    JournalFrame frame = new JournalFrame(key, codec.encode(event.build()));
    if (batch.remaining() < frame.size()) {
      int needed = batch.position() + frame.size();
      batch = ByteBuffer.allocate(Math.max(needed, 2 * batch.capacity())).put(batch.flip());
    }
    frame.write(batch);
    meters.journaled();
  }
}
