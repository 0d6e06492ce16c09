package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt's {@code log.txt}: what its process wrote to standard output and standard error. The
 * first {@value #LIMIT} bytes are kept, and of what follows the last {@value #TAIL}. A disk that is
 * full costs the log, not the training. Safe for use by several threads.
 */
final class AttemptLog implements AutoCloseable {
  static final long LIMIT = 256L << 20;
  static final int TAIL = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(AttemptLog.class);

  private final Path file;
  private final OutputStream out;
  private final long limit;
  private final Tail tail = new Tail(TAIL);
  private long written;
  private long left;
  private boolean failed;
  private boolean closed;

  /**
   * @param limit how many of the first bytes are kept
   * @throws IOException where the file cannot be made
   */
  AttemptLog(Path file, long limit) throws IOException {
    this.file = file;
    this.out = new FileOutputStream(file.toFile());
    this.limit = limit;
  }

  synchronized void write(byte[] bytes, int offset, int length) {
    if (closed) {
      return;
    }
    int fits = (int) Math.min(length, limit - written);
    append(bytes, offset, fits);
    written += fits;
    tail.write(bytes, offset + fits, length - fits);
    left += length - fits;
  }

  /** Adds the end of what did not fit. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (left > 0) {
      byte[] last = tail.bytes(left);
      byte[] note =
          "\n[trialstream: %d bytes are left out here; log.txt keeps the first %d and the last %d]\n"
              .formatted(left - last.length, limit, last.length)
              .getBytes(UTF_8);
      append(note, 0, left > last.length ? note.length : 0);
      append(last, 0, last.length);
    }
    try {
      out.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void append(byte[] bytes, int offset, int length) {
    if (length == 0 || failed) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    failed = true;
    log.atWarn().addKeyValue("file", file).setCause(e).log("A trial's log ends here");
  }
}
