/** The search space, its parameter expressions, and the samplers that draw trials from it. */
@NullMarked
package io.trialstream.sampling;

import org.jspecify.annotations.NullMarked;
