/**
 * The worker agent: takes suggestions, runs training processes, journals and sends what they
 * report.
 */
@NullMarked
package io.trialstream.worker;

import org.jspecify.annotations.NullMarked;
