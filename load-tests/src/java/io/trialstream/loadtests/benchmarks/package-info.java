/** Microbenchmarks in JMH: {@code load-tests/run jmh}. */
@NullMarked
package io.trialstream.loadtests.benchmarks;

import org.jspecify.annotations.NullMarked;
