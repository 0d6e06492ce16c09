package io.trialstream.coordinator;

import io.trialstream.sampling.History;
import io.trialstream.sampling.SamplingModel;
import io.trialstream.sampling.SamplingModel.Proposal;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Something that a model does off the stream thread. The stream thread hands the model over with
 * the job and does not touch it before the job is done.
 */
final class ModelJob {
  private final History history;
  private final int count;
  private final long sinceMs;
  private final CompletableFuture<List<Proposal>> result = new CompletableFuture<>();

  private ModelJob(History history, int count, long sinceMs) {
    this.history = history;
    this.count = count;
    this.sinceMs = sinceMs;
  }

  /**
   * Has a model propose trials.
   *
   * @param count how many, 1 or more
   */
  static ModelJob propose(
      SamplingModel model, History history, int count, long nowMs, Executor threads) {
    ModelJob job = new ModelJob(history, count, nowMs);
    threads.execute(() -> job.run(() -> model.propose(history, count)));
    return job;
  }

  /** Has a model fit itself while nobody waits for it. */
  static ModelJob refresh(SamplingModel model, History history, long nowMs, Executor threads) {
    ModelJob job = new ModelJob(history, 0, nowMs);
    threads.execute(
        () ->
            job.run(
                () -> {
                  model.refresh(history);
                  return List.of();
                }));
    return job;
  }

  private interface Work {
    List<Proposal> run();
  }

  private void run(Work work) {
    if (result.isDone()) {
      return;
    }
    try {
      result.complete(work.run());
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  /** What the model is given to learn from. */
  History history() {
    return history;
  }

  /** How many proposals are asked for; 0 for a fit. */
  int count() {
    return count;
  }

  /** When it was given to the model, in milliseconds since the epoch. */
  long sinceMs() {
    return sinceMs;
  }

  boolean isDone() {
    return result.isDone();
  }

  /** Nobody waits for it any more: where it has not begun it never does. */
  void drop() {
    result.cancel(false);
  }

  /**
   * What it came to, when it is done.
   *
   * @throws ModelFailedException where the model failed, or proposed too little
   */
  List<Proposal> proposals() throws ModelFailedException {
    List<Proposal> proposals;
    try {
      proposals = result.join();
    } catch (CancellationException e) {
      throw new ModelFailedException("it was not done in time", e);
    } catch (CompletionException e) {
      throw new ModelFailedException("it threw " + e.getCause(), e);
    }
    if (proposals.size() < count) {
      throw new ModelFailedException(
          "it proposed %d trials instead of %d".formatted(proposals.size(), count));
    }
    return proposals;
  }

  /** A model did not do what it was asked for. */
  static final class ModelFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    ModelFailedException(String sentence) {
      super(sentence);
    }

    ModelFailedException(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
