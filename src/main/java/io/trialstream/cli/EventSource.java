package io.trialstream.cli;

import io.trialstream.replay.Pipeline;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.StoppingPolicy;
import java.util.Optional;

/** Where the events of a replay come from, and what is known of them before they are read. */
interface EventSource extends Pipeline.Source {

  /** What it is to the reader, at the start of a sentence. */
  String name();

  /** The experiment's goal; empty where it does not tell. */
  Optional<Goal> goal();

  /** The primary metric; empty where only the events tell. */
  Optional<String> metric();

  /** The experiment's own policy; empty where it does not tell. */
  Optional<StoppingPolicy> policy();

  /** The experiment's id; when all events are read, if not before. */
  String experiment();
}
