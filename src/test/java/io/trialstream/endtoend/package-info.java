/** Whole experiments on a real broker, with real processes, some of them killed. */
@NullMarked
package io.trialstream.endtoend;

import org.jspecify.annotations.NullMarked;
