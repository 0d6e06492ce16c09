/**
 * The states of trials and experiments, their limits and leases: what to suggest, kill and end, and
 * when.
 */
@NullMarked
package io.trialstream.scheduling;

import org.jspecify.annotations.NullMarked;
