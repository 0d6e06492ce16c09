package io.trialstream.coordinator;

import io.trialstream.avro.MetricEvent;

/**
 * A record of the topic {@code metrics} with its place.
 *
 * @param timestampMs the log's time, in milliseconds since the epoch
 */
record MetricRecord(MetricEvent event, int partition, long offset, long timestampMs) {}
