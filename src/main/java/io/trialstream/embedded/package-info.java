/** A Kafka broker in this process. */
@NullMarked
package io.trialstream.embedded;

import org.jspecify.annotations.NullMarked;
