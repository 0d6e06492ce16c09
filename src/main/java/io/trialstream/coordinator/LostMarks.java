package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;

/**
 * Appends LOST marks to the log, outside the task's transaction: a transactional write into the own
 * input would hide later records until it commits.
 */
interface LostMarks {

  /** Sends a mark; it counts when it is read back, and is sent again where it never comes. */
  void append(int partition, MetricEvent mark);
}
