/**
 * Load tests: what Trialstream does under load, measured against a real broker. {@code
 * load-tests/run NAME} starts one.
 */
@NullMarked
package io.trialstream.loadtests;

import org.jspecify.annotations.NullMarked;
