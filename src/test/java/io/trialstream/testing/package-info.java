/** What tests of several rooms share: fleets without processes, readers of topics. */
@NullMarked
package io.trialstream.testing;

import org.jspecify.annotations.NullMarked;
