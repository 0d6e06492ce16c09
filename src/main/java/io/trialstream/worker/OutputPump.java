package io.trialstream.worker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Reads one stream of a training process on a thread of its own until it ends. */
final class OutputPump {
  private static final int CHUNK = 64 << 10;
  private static final int TAIL = 8 << 10;

  /** Taking a chunk takes less, unless something is in the way. */
  private static final long MOMENT_MS = 500;

  /** Looks at what is read. */
  interface Reader {
    /** The next bytes; only for the time of the call. */
    void read(byte[] bytes, int length);

    /** There are no more. */
    void end();
  }

  private final Tail tail = new Tail(TAIL);
  private final Thread thread;
  private final Lock taking = new ReentrantLock();
  private volatile boolean abandoned;

  /**
   * @param log receives all of it
   * @param reader receives all of it too
   */
  OutputPump(String threadName, InputStream stream, AttemptLog log, Reader reader) {
    this.thread = new Thread(() -> pump(stream, log, reader), threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until the stream has ended; what a process that escaped writes later is dropped. Where
   * not the stream but what takes from it, a disk that is full for one, holds it up, it waits for
   * that.
   *
   * @param millis how long nothing may come before it gives the stream up
   */
  void await(long millis) throws InterruptedException {
    boolean heldUp = true;
    while (heldUp) {
      thread.join(millis);
      if (!thread.isAlive()) {
        return;
      }
      heldUp = !taking.tryLock(MOMENT_MS, TimeUnit.MILLISECONDS);
      if (heldUp) {
        taking.lockInterruptibly();
      }
      abandoned = !heldUp;
      taking.unlock();
    }
  }

  /** The last lines, as {@link Tail#lastLines}. */
  String lastLines(int lines, int length) {
    return tail.lastLines(lines, length);
  }

  private void pump(InputStream stream, AttemptLog log, Reader reader) {
    // When the process exits, Java closes the stream under whoever reads it, in a synchronized
    // method, and with it what children such as a tee still have to say. Holding the monitor makes
    // Java wait for the true end.
    synchronized (stream) {
      try (stream) {
        copy(stream, log, reader);
      } catch (IOException e) {
        // The stream was closed all the same: this is all there is.
      }
    }
    taking.lock();
    try {
      if (!abandoned) {
        reader.end();
      }
    } finally {
      taking.unlock();
    }
  }

  private void copy(InputStream stream, AttemptLog log, Reader reader) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int length = stream.read(chunk);
    while (length >= 0 && take(chunk, length, log, reader)) {
      length = stream.read(chunk);
    }
  }

  private boolean take(byte[] chunk, int length, AttemptLog log, Reader reader) {
    taking.lock();
    try {
      if (!abandoned) {
        log.write(chunk, 0, length);
        tail.write(chunk, 0, length);
        reader.read(chunk, length);
      }
      return !abandoned;
    } finally {
      taking.unlock();
    }
  }
}
