package io.trialstream.coordinator;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running experiment whose trials are asked for over HTTP, on the instance that owns it. What is
 * learned here is what the owner's stream thread knows, without delay. Safe for use by several
 * threads.
 */
public interface AskedExperiment {

  /**
   * Asks for trials. They are held for the asker until it {@link Offer.Trials#release releases}
   * them; one that does not want the answer any more cancels the future.
   *
   * @param count how many at most, from 1
   * @param execution the execution that is to run them: whoever asks again with the same one is
   *     offered the same trials
   */
  CompletableFuture<Offer> ask(int count, String execution);

  /**
   * Completes with this once the owner has passed what the log held when it took the experiment
   * over. Until then a trial that waits in the queue here may have been given already.
   */
  CompletableFuture<AskedExperiment> caughtUp();

  /** A trial by its number; empty where it has not been suggested. */
  Optional<AskedTrial> trial(int number);

  /**
   * Completes when the owner has passed a record that is about to be sent: to be called first. Who
   * does not wait any more calls {@link #forget}.
   */
  CompletableFuture<Passing> passing(Sent sent);

  /** Nobody waits for the record any more. */
  void forget(Sent sent);
}
