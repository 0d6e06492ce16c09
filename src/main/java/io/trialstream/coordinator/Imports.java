package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import java.util.Optional;

/**
 * Brings the trials of earlier experiments into the log of one that resumes from them, outside the
 * stream thread and the task's transaction.
 */
interface Imports {

  /**
   * Starts to append to the experiment's log. Started again, by this instance or another, it
   * appends the same records in the same order: those that are there already are duplicates.
   */
  Import start(Experiment experiment, Specification specification);

  /** An import under way. */
  interface Import {

    /** What came of it; empty while it goes on. */
    Optional<Outcome> outcome();

    /** Nobody waits for it any more. */
    void cancel();
  }

  /** How an import ended. */
  sealed interface Outcome {
    /**
     * All records have been appended.
     *
     * @param position the offset behind the last of them; 0 where there were none
     */
    record Complete(long position) implements Outcome {}

    /** It cannot be done, whenever it is tried. */
    record Impossible(String sentence) implements Outcome {}
  }
}
