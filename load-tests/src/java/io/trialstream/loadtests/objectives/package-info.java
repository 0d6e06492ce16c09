/** Functions whose minimum is known, and recorded training: what samplers are compared on. */
@NullMarked
package io.trialstream.loadtests.objectives;

import org.jspecify.annotations.NullMarked;
