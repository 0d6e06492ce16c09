package io.trialstream.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on disk, in the order in which they were appended, until the broker has them. A position
 * counts the bytes ever appended; the journal is cut into segments, files named by their first
 * position, and a segment goes once everything in it is acknowledged. What the operating system has
 * taken outlives the agent, not the machine, whose training processes end with it: nothing is
 * flushed to the disk itself.
 *
 * <p>Appended to by many threads, read by one.
 */
final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final Path directory;
  private final int segmentBytes;
  private final NavigableSet<Long> segments = new ConcurrentSkipListSet<>();
  private final JournalCheckpoint checkpoint;
  private RandomAccessFile file;
  private volatile long end;
  private volatile long acknowledged;
  private boolean closed;

  private Journal(Path directory, int segmentBytes) throws IOException {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.checkpoint = JournalCheckpoint.open(directory.resolve("acknowledged"));
    JournalFiles.list(directory).forEach(segments::add);
    long first = segments.isEmpty() ? 0 : segments.first();
    this.end = segments.isEmpty() ? 0 : recover(segments.last());
    // A checkpoint from beyond the end belongs to segments that are gone.
    this.acknowledged = Math.min(end, Math.max(first, checkpoint.position()));
    this.file = roll();
    removeAcknowledged();
  }

  /**
   * Opens a journal with what an earlier life has left in it. A record at the end that is not
   * whole, torn by that life's end, is cut off.
   *
   * @param segmentBytes a segment is followed by another once it has so many
   */
  static Journal open(Path directory, int segmentBytes) throws IOException {
    Files.createDirectories(directory);
    return new Journal(directory, segmentBytes);
  }

  /**
   * Appends whole frames.
   *
   * @return the position behind them
   * @throws IOException where the disk refuses; then none of them is in the journal
   */
  synchronized long append(ByteBuffer frames) throws IOException {
    if (closed) {
      throw new IOException("The journal is closed");
    }
    if (end - segments.last() >= segmentBytes) {
      RandomAccessFile next = roll();
      file.close();
      file = next;
    }
    long start = end - segments.last();
    int length = frames.remaining();
    try {
      file.write(frames.array(), frames.arrayOffset() + frames.position(), length);
    } catch (IOException e) {
      file.setLength(start);
      file.seek(start);
      throw e;
    }
    end += length;
    notifyAll();
    return end;
  }

  /** The position behind the last record. */
  long end() {
    return end;
  }

  /** The position before the first record that is not acknowledged. */
  long acknowledged() {
    return acknowledged;
  }

  /** Everything before the position is acknowledged. */
  void acknowledge(long position) throws IOException {
    acknowledged = position;
    checkpoint.write(position);
    removeAcknowledged();
  }

  /** Waits until something is appended behind the position, or the time has passed. */
  synchronized void awaitBehind(long position, long millis) throws InterruptedException {
    if (end <= position && !closed) {
      wait(millis);
    }
  }

  /** Whether nothing can be appended any more. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Reads from a position on. */
  JournalReader reader(long position) {
    return new JournalReader(this, position);
  }

  /** The segment that holds the position. */
  long segmentOf(long position) throws IOException {
    Long segment = segments.floor(position);
    if (segment == null) {
      throw new IOException("The journal has nothing at position " + position);
    }
    return segment;
  }

  /** The position behind a segment; empty segments do not follow one another. */
  long endOf(long segment) {
    Long next = segments.higher(segment);
    return next == null ? end : next;
  }

  Path file(long segment) {
    return JournalFiles.path(directory, segment);
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    try {
      file.close();
      checkpoint.close();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("The journal could not be closed");
    }
  }

  private RandomAccessFile roll() throws IOException {
    Path path = file(end);
    RandomAccessFile next = new RandomAccessFile(path.toFile(), "rw");
    next.setLength(0);
    segments.add(end);
    return next;
  }

  private void removeAcknowledged() throws IOException {
    while (segments.size() > 1 && endOf(segments.first()) <= acknowledged) {
      long segment = segments.first();
      segments.remove(segment);
      Files.deleteIfExists(file(segment));
    }
  }

  /** Cuts a torn record off the last segment; returns the position behind what is whole. */
  private long recover(long segment) throws IOException {
    long length = JournalFiles.wholeLength(file(segment));
    try (RandomAccessFile last = new RandomAccessFile(file(segment).toFile(), "rw")) {
      if (last.length() > length) {
        log.atWarn()
            .addKeyValue("file", file(segment))
            .addKeyValue("bytes", last.length() - length)
            .log("The journal's last record is torn and was cut off");
        last.setLength(length);
      }
    }
    return segment + length;
  }
}
