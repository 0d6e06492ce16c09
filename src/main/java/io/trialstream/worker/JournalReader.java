package io.trialstream.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a journal's records in order, in bounded memory. Not safe for use by several threads. */
final class JournalReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalReader.class);
  private static final int BUFFER = 256 << 10;

  /**
   * A record.
   *
   * @param end the position behind it
   */
  record Entry(long end, JournalFrame frame) {}

  private final Journal journal;
  private long position;
  private long segment = -1;
  private Optional<RandomAccessFile> file = Optional.empty();
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

  JournalReader(Journal journal, long position) {
    this.journal = journal;
    this.position = position;
  }

  /** The position before the next record. */
  long position() {
    return position;
  }

  /** The next record; empty where nothing further has been appended. */
  Optional<Entry> next() throws IOException {
    while (position < journal.end()) {
      Optional<JournalFrame> frame = read();
      if (frame.isPresent()) {
        position += frame.get().size();
        return Optional.of(new Entry(position, frame.get()));
      }
      long end = journal.endOf(segment);
      log.atError()
          .addKeyValue("file", journal.file(segment))
          .addKeyValue("from", position - segment)
          .addKeyValue("bytes", end - position)
          .log("The journal is damaged; records are lost");
      position = end;
    }
    return Optional.empty();
  }

  private Optional<JournalFrame> read() throws IOException {
    long current = journal.segmentOf(position);
    if (current != segment) {
      close();
      file = Optional.of(new RandomAccessFile(journal.file(current).toFile(), "r"));
      segment = current;
      buffer.limit(0);
    }
    while (true) {
      int size = JournalFrame.claimedSize(buffer);
      if (size < 0 || buffer.remaining() >= size) {
        return JournalFrame.read(buffer);
      } else if (!fill(size)) {
        return Optional.empty();
      }
    }
  }

  /** Reads on; whether there was more to read. */
  private boolean fill(int wanted) throws IOException {
    int held = buffer.remaining();
    long available = journal.endOf(segment) - position;
    if (available <= held) {
      return false;
    }
    ByteBuffer next = wanted > buffer.capacity() ? ByteBuffer.allocate(wanted) : buffer;
    RandomAccessFile open = file.orElseThrow();
    open.seek(position - segment);
    int length = (int) Math.min(next.capacity(), available);
    open.readFully(next.array(), 0, length);
    buffer = next.limit(length).position(0);
    return true;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
      file = Optional.empty();
    }
  }
}
