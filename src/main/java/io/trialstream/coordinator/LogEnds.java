package io.trialstream.coordinator;

import java.util.concurrent.CompletionStage;

/** Asks the brokers where a partition's inputs end. */
interface LogEnds {

  /**
   * Where they end.
   *
   * @param metrics the offset behind the last record of {@code metrics}; 0 where none is kept
   * @param heartbeats the offset behind the last record of {@code heartbeats}; 0 where none is kept
   */
  record Ends(long metrics, long heartbeats) {}

  /** Asks for a partition; completes exceptionally where the brokers do not answer. */
  CompletionStage<Ends> ask(int partition);
}
