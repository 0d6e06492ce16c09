/** The command line. */
@NullMarked
package io.trialstream.cli;

import org.jspecify.annotations.NullMarked;
