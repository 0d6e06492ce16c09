/** The REST API over the coordinator and the log. */
@NullMarked
package io.trialstream.server;

import org.jspecify.annotations.NullMarked;
