/** Trialstream: hyperparameter tuning on the event log. */
@NullMarked
package io.trialstream;

import org.jspecify.annotations.NullMarked;
