/** Reading mappings of an experiment file key by key: typed, with the line of every problem. */
@NullMarked
package io.trialstream.settings;

import org.jspecify.annotations.NullMarked;
