package io.trialstream.server;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.coordinator.Sent;
import io.trialstream.sampling.Parameter;
import io.trialstream.scheduling.Claim;
import io.trialstream.topics.Parameters;
import io.trialstream.topics.TrialIds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is told over HTTP as records. A worker counts nothing but its reports, and those only where
 * it likes; the numbers of an execution's records come of that without a memory: the start has 1, a
 * report the number behind the worker's own, or else microseconds since the epoch, and the end one
 * that no report reaches.
 */
final class TellEvents {
  /** The largest number that a worker may give a report: what every JSON reader gets whole. */
  static final long MOST_SEQ = (1L << 53) - 1;

  private static final long START = 1;
  private static final long END = 1L << 62;

  private final InstantSource clock;
  private final AtomicLong last = new AtomicLong();

  TellEvents(InstantSource clock) {
    this.clock = clock;
  }

  /** The start of an attempt. */
  Sent start(int trial, int attempt, String execution) {
    return new Sent(trial, attempt, execution, START);
  }

  /**
   * A report.
   *
   * @param seq the worker's own number, from 1; empty where it gives none
   */
  Sent report(int trial, int attempt, String execution, OptionalLong seq) {
    return new Sent(trial, attempt, execution, seq.isPresent() ? START + seq.getAsLong() : next());
  }

  /** The end of an attempt. */
  Sent end(int trial, int attempt, String execution) {
    return new Sent(trial, attempt, execution, END);
  }

  private long next() {
    long now = Duration.between(java.time.Instant.EPOCH, clock.instant()).toNanos() / 1000;
    return last.updateAndGet(before -> Math.max(before + 1, now));
  }

  /** Numbers of reports are above this one from now on: another server's clock may be ahead. */
  void passBy(long seq) {
    if (seq < END) {
      last.accumulateAndGet(seq, Math::max);
    }
  }

  /** The record of a start. */
  MetricEvent started(String experiment, Sent sent, String worker, List<Parameter> parameters) {
    return record(experiment, sent, EventKind.STARTED)
        .setWorker(worker)
        .setParameters(Parameters.toAvro(parameters))
        .build();
  }

  /** The record of a report. */
  MetricEvent reported(String experiment, Sent sent, String metric, double value) {
    return record(experiment, sent, EventKind.REPORT).setMetric(metric).setValue(value).build();
  }

  /** The record of an end. */
  MetricEvent ended(String experiment, Sent sent, EndState state, String reason) {
    return record(experiment, sent, EventKind.ENDED).setState(state).setReason(reason).build();
  }

  private MetricEvent.Builder record(String experiment, Sent sent, EventKind kind) {
    return MetricEvent.newBuilder()
        .setExperiment(experiment)
        .setTrial(TrialIds.of(experiment, sent.trial()))
        .setAttempt(sent.attempt())
        .setExecution(sent.execution())
        .setSeq(sent.seq())
        .setKind(kind)
        .setTime(clock.instant());
  }

  /** The renewal of a lease. */
  Heartbeat heartbeat(String experiment, int trial, int attempt, Claim claim) {
    return Heartbeat.newBuilder()
        .setExperiment(experiment)
        .setTrial(TrialIds.of(experiment, trial))
        .setAttempt(attempt)
        .setExecution(claim.execution())
        .setWorker(claim.worker())
        .setInbox(claim.inbox())
        .setTime(clock.instant())
        .build();
  }
}
