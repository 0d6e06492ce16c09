package io.trialstream.loadtests;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Suggestion;
import io.trialstream.worker.VirtualAgent;
import java.time.Instant;
import org.apache.kafka.clients.producer.Callback;
import org.jspecify.annotations.Nullable;

/** A trial without a process. But for the order, it belongs to the pacer's thread. */
final class VirtualTrial {
  final VirtualAgent.Started started;
  final FreeSlots.Slot slot;
  private final MetricEvent event = new MetricEvent();
  private long seq = 1;
  long due;
  long beat;
  int reported;
  int intervals;
  boolean over;

  /** How it is to end, where it has been told to. */
  volatile @Nullable EndState order;

  VirtualTrial(VirtualAgent.Started started, FreeSlots.Slot slot) {
    this.started = started;
    this.slot = slot;
    Suggestion suggestion = started.suggestion();
    event.setExperiment(suggestion.getExperiment());
    event.setTrial(suggestion.getTrial());
    event.setAttempt(suggestion.getAttempt());
    event.setExecution(started.execution());
  }

  /** Its number in its experiment. */
  int number() {
    return Math.toIntExact(started.suggestion().getNumber());
  }

  /** Sends a report. */
  void report(double value, long nanos, Callback acknowledged) {
    next(EventKind.REPORT, nanos);
    event.setMetric(Workload.METRIC);
    event.setValue(value);
    started.agent().send(event, acknowledged);
  }

  /** Sends the end mark. */
  void end(EndState state, long nanos, Callback acknowledged) {
    next(EventKind.ENDED, nanos);
    event.setMetric(null);
    event.setValue(null);
    event.setState(state);
    event.setReason("virtual");
    started.agent().send(event, acknowledged);
  }

  private void next(EventKind kind, long nanos) {
    event.setSeq(++seq);
    event.setKind(kind);
    event.setTime(Instant.ofEpochMilli(Moments.wallMs(nanos)));
  }
}
