/** The experiment file: what a tuning experiment is, read and checked. */
@NullMarked
package io.trialstream.experiment;

import org.jspecify.annotations.NullMarked;
