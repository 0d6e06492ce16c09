/**
 * The Kafka Streams application that owns experiments: evaluator and scheduler in one task, and the
 * views that answer queries.
 */
@NullMarked
package io.trialstream.coordinator;

import org.jspecify.annotations.NullMarked;
