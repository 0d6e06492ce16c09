package io.trialstream.loadtests;

import io.trialstream.avro.Suggestion;
import io.trialstream.topics.TrialstreamConfig;
import java.util.List;
import java.util.Optional;

/** What is measured of a virtual fleet. */
final class FleetTimes implements VirtualFleet.Observer, AutoCloseable {
  private final Latencies stop = new Latencies("metric due to stop received");
  private final Latencies start = new Latencies("suggestion made to trial started");
  private final Latencies next = new Latencies("trial ended to next trial started");
  private final Latencies lag = new Latencies("metric due to metric handed to the producer");
  private final StopTimes stops;

  FleetTimes(TrialstreamConfig config) {
    this.stops = new StopTimes(config, stop);
  }

  /** From the moment when the report was due that caused a stop, to its arrival at the agent. */
  Latencies stop() {
    return stop;
  }

  /** From the scheduler's suggestion to the started and accepted trial. */
  Latencies start() {
    return start;
  }

  /** From a trial's end mark to the start of the next trial in its slot. */
  Latencies next() {
    return next;
  }

  /** How late the fleet itself is. */
  Latencies lag() {
    return lag;
  }

  List<Latencies> all() {
    return List.of(stop, start, next, lag);
  }

  /** Measures from now on. */
  void open(long stepNanos) {
    all().forEach(latencies -> latencies.open(stepNanos));
  }

  /** Measures no further. */
  void shut() {
    all().forEach(Latencies::shut);
  }

  @Override
  public void started(Suggestion suggestion, Optional<Long> freedNanos, long nanos) {
    start.record(Moments.nanos(suggestion.getTime().toEpochMilli()), nanos);
    freedNanos.ifPresent(freed -> next.record(freed, nanos));
  }

  @Override
  public void stopReceived(Suggestion suggestion, long nanos) {
    stops.received(suggestion, nanos);
  }

  @Override
  public void reporting(long dueNanos, long nanos) {
    lag.record(dueNanos, nanos);
  }

  @Override
  public void reported(int partition, long offset, long dueNanos) {
    stops.reported(partition, offset, dueNanos);
  }

  @Override
  public void close() throws InterruptedException {
    stops.close();
  }
}
