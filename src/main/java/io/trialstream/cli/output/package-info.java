/** What the command line prints: tables, JSON, numbers a person can read, live progress. */
@NullMarked
package io.trialstream.cli.output;

import org.jspecify.annotations.NullMarked;
