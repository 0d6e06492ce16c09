/**
 * An experiment's log and what it decides: which records count, the statistics per interval, the
 * early-termination policies.
 */
@NullMarked
package io.trialstream.stopping;

import org.jspecify.annotations.NullMarked;
