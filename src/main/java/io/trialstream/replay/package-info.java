/**
 * What early-termination policies would have done on a recorded log: the export's format read back,
 * and the same rules as the live ones applied to it.
 */
@NullMarked
package io.trialstream.replay;

import org.jspecify.annotations.NullMarked;
