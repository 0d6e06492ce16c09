package io.trialstream.replay;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands batches from a thread that reads to the caller, which applies them meanwhile. */
public final class Pipeline {
  private static final int BATCHES = 16;

  private final BlockingQueue<Optional<EventBatch>> queue = new ArrayBlockingQueue<>(BATCHES);
  private @Nullable Throwable failure;

  private Pipeline() {}

  /** Reads events. */
  public interface Source {

    /** Hands over all events, in order. */
    void read(EventFile.Sink sink) throws Exception;
  }

  /**
   * Lets a thread of its own read and hands every batch to the consumer, in order, on this one.
   *
   * @throws Exception where the source or the consumer throws it
   */
  public static void run(Source source, Consumer<EventBatch> consumer) throws Exception {
    new Pipeline().pass(source, consumer);
  }

  private void pass(Source source, Consumer<EventBatch> consumer) throws Exception {
    Thread reader = new Thread(() -> read(source), "replay-reader");
    reader.setDaemon(true);
    reader.start();
    try {
      for (Optional<EventBatch> next = queue.take(); next.isPresent(); next = queue.take()) {
        consumer.accept(next.get());
      }
    } finally {
      reader.interrupt();
    }
    if (failure instanceof Exception e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  private void read(Source source) {
    try {
      source.read(batch -> queue.put(Optional.of(batch)));
    } catch (Throwable e) {
      failure = e;
    }
    try {
      queue.put(Optional.empty());
    } catch (InterruptedException e) {
      // The consumer has given up and waits no more.
      Thread.currentThread().interrupt();
    }
  }
}
