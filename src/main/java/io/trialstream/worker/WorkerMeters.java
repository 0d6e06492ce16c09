package io.trialstream.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trialstream.avro.EndState;
import java.util.List;
import java.util.Locale;

/** Counts what an agent does. For any thread. */
final class WorkerMeters {
  private static final String ABANDONED = "abandoned";

  /** The states that an agent writes into an end mark. */
  private static final List<EndState> END_STATES =
      List.of(EndState.COMPLETED, EndState.FAILED, EndState.STOPPED, EndState.CANCELED);

  private final MeterRegistry registry;
  private final String pool;
  private final Counter started;
  private final Counter heartbeatsSent;
  private final Counter heartbeatsDropped;
  private final Counter deadLetters;
  private final Counter journaled;
  private final Counter acknowledged;

  /** Registers everything, so that what has not happened yet is 0. */
  WorkerMeters(MeterRegistry registry, String pool) {
    this.registry = registry;
    this.pool = pool;
    this.started =
        counter("trialstream.worker.starts", "Executions that started").register(registry);
    this.heartbeatsSent = heartbeats("sent");
    this.heartbeatsDropped = heartbeats("dropped");
    this.deadLetters =
        counter("trialstream.worker.dead.letters", "Records that could not be read")
            .register(registry);
    this.journaled =
        counter("trialstream.worker.journal.records", "Records written into the journal")
            .register(registry);
    this.acknowledged =
        counter(
                "trialstream.worker.journal.acknowledged.records",
                "Records of the journal that the broker has acknowledged")
            .register(registry);
    END_STATES.forEach(state -> ends(lower(state)).increment(0));
    ends(ABANDONED).increment(0);
  }

  /** Shows how much there is of what. */
  void levels(int slots, Executions executions, Journal journal) {
    Gauge.builder("trialstream.worker.slots", () -> slots)
        .description("Trials that the worker runs at once")
        .tag("pool", pool)
        .register(registry);
    Gauge.builder("trialstream.worker.executions", executions, running -> running.live().size())
        .description("Executions that have started and whose end the broker does not know yet")
        .tag("pool", pool)
        .register(registry);
    Gauge.builder(
            "trialstream.worker.journal.backlog",
            journal,
            written -> Math.max(0, written.end() - written.acknowledged()))
        .description("What the journal holds that the broker has not acknowledged")
        .baseUnit("bytes")
        .tag("pool", pool)
        .register(registry);
  }

  private Counter heartbeats(String result) {
    return counter("trialstream.worker.heartbeats", "Renewals of leases, by what came of them")
        .tag("result", result)
        .register(registry);
  }

  private Counter ends(String state) {
    return counter(
            "trialstream.worker.ends",
            "Executions that ended, by their state; abandoned: without an end mark, because the worker ended")
        .tag("state", state)
        .register(registry);
  }

  private Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description).tag("pool", pool);
  }

  private static String lower(EndState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  void started() {
    started.increment();
  }

  void ended(EndState state) {
    ends(lower(state)).increment();
  }

  /** An execution ended without an end mark. */
  void abandoned() {
    ends(ABANDONED).increment();
  }

  /** A heartbeat was sent, or dropped. */
  void heartbeat(boolean sent) {
    (sent ? heartbeatsSent : heartbeatsDropped).increment();
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void journaled() {
    journaled.increment();
  }

  void acknowledged() {
    acknowledged.increment();
  }
}
