package io.trialstream.coordinator;

import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import io.trialstream.avro.Request;
import io.trialstream.stopping.Effect;
import io.trialstream.topics.MetricView;

/** What the two processors of a task are given. */
sealed interface Inbound {

  /**
   * A record of the topic {@code requests}.
   *
   * @param bytes as found
   */
  record RequestIn(Request request, byte[] bytes) implements Inbound {}

  /** A record of the topic {@code heartbeats}. */
  record HeartbeatIn(Heartbeat heartbeat) implements Inbound {}

  /** A record of the topic {@code metrics}. */
  record MetricIn(MetricView record) implements Inbound {}

  /**
   * What a record of the topic {@code metrics} did that concerns the scheduler, forwarded to it by
   * the evaluator.
   *
   * @param trial the trial's number
   */
  record Outcome(ActiveExperiment experiment, int trial, MetricRecord record, Effect effect)
      implements Inbound {}

  /** A record of the topic {@code metrics} for an experiment that has ended, forwarded likewise. */
  record Late(MetricEvent event) implements Inbound {}

  /** A record that could not be decoded. */
  record Poison(byte[] bytes, String sentence) implements Inbound {}
}
