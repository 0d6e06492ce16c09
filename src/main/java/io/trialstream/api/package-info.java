/**
 * What a client of the log can do: submit, cancel, list, export; and the JSON and HTTP client that
 * say it.
 */
@NullMarked
package io.trialstream.api;

import org.jspecify.annotations.NullMarked;
