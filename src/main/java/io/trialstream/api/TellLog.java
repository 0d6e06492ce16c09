package io.trialstream.api;

import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import java.util.List;

/** Where that is written which workers tell over HTTP. */
public interface TellLog {

  /**
   * Writes records of an experiment's log, in order, and returns when the log has them.
   *
   * @throws RequestRefusedException UNAVAILABLE where it may not have all of them
   */
  void append(List<MetricEvent> events) throws RequestRefusedException, InterruptedException;

  /**
   * Renews an execution's lease, and returns when that is written.
   *
   * @throws RequestRefusedException UNAVAILABLE where it may not be
   */
  void renew(Heartbeat heartbeat) throws RequestRefusedException, InterruptedException;
}
