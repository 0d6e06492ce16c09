package io.trialstream.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The records that were sent and are not acknowledged yet, bounded in number and bytes, and up to
 * where all before them are. Acknowledgements arrive in any order between partitions.
 */
final class SendWindow {
  private static final int MAX_RECORDS = 5_000;
  private static final long MAX_BYTES = 8 << 20;

  private static final class Sent {
    final long end;
    final int size;
    boolean acknowledged;

    Sent(long end, int size) {
      this.end = end;
      this.size = size;
    }
  }

  /** What became of a record. */
  interface Ticket {
    void acknowledged();

    void failed(Exception cause);
  }

  private final Deque<Sent> sent = new ArrayDeque<>();
  private long bytes;
  private long prefix;
  private Optional<RuntimeException> failure = Optional.empty();

  /**
   * @param prefix the position up to which all is acknowledged
   */
  SendWindow(long prefix) {
    this.prefix = prefix;
  }

  /**
   * Waits for room and takes it.
   *
   * @param end the position behind the record
   * @throws RuntimeException the failure of an earlier record
   */
  synchronized Ticket enter(long end, int size) throws InterruptedException {
    while (failure.isEmpty()
        && !sent.isEmpty()
        && (sent.size() >= MAX_RECORDS || bytes + size > MAX_BYTES)) {
      wait();
    }
    check();
    Sent record = new Sent(end, size);
    sent.addLast(record);
    bytes += size;
    return new Ticket() {
      @Override
      public void acknowledged() {
        acknowledge(record);
      }

      @Override
      public void failed(Exception cause) {
        fail(cause);
      }
    };
  }

  /**
   * Throws where a record could not be sent.
   *
   * @throws RuntimeException the failure of an earlier record
   */
  synchronized void check() {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** The position up to which all is acknowledged. */
  synchronized long prefix() {
    return prefix;
  }

  /** Lets those that wait go. */
  synchronized void fail(Exception cause) {
    if (failure.isEmpty()) {
      failure =
          Optional.of(cause instanceof RuntimeException e ? e : new IllegalStateException(cause));
    }
    notifyAll();
  }

  private synchronized void acknowledge(Sent record) {
    record.acknowledged = true;
    while (!sent.isEmpty() && sent.peekFirst().acknowledged) {
      Sent first = sent.removeFirst();
      bytes -= first.size;
      prefix = first.end;
    }
    notifyAll();
  }
}
