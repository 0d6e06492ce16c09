/**
 * The topics and their typed values, the wire format, and the configuration of everything that
 * talks to Kafka.
 */
@NullMarked
package io.trialstream.topics;

import org.jspecify.annotations.NullMarked;
