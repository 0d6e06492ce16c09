/**
 * What a process measures of itself, and how Prometheus reads it: the registry that the other rooms
 * count in, what is kept of the Kafka clients' own metrics, and an address to read it at.
 */
@NullMarked
package io.trialstream.meters;

import org.jspecify.annotations.NullMarked;
