package io.trialstream.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream into its lines without a copy of each. Not safe for use by several threads. */
final class LineReader {
  /** The bytes that a line has at most; what is longer is no event. */
  static final int LONGEST = 1 << 20;

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean ended;
  private long number;
  private int start;
  private int length;
  private boolean tooLong;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes on to the next line; false where there is none. */
  boolean next() throws IOException {
    tooLong = false;
    start = position;
    int searched = start;
    while (true) {
      int end = newline(searched);
      if (end >= 0) {
        return line(end, end + 1);
      }
      if (ended) {
        return start < limit && line(limit, limit);
      }
      searched = fill();
    }
  }

  private boolean line(int end, int next) {
    length = end - start;
    position = next;
    number++;
    return true;
  }

  private int newline(int from) {
    byte[] bytes = buffer;
    for (int i = from; i < limit; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads more behind the line that has begun; where that more begins. */
  private int fill() throws IOException {
    int kept = limit - start;
    if (kept > LONGEST) {
      // Only its number is of interest now: what it holds need not be kept.
      tooLong = true;
      kept = 0;
      limit = start;
    }
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * kept);
    } else {
      System.arraycopy(buffer, start, buffer, 0, kept);
    }
    start = 0;
    limit = kept;
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      ended = true;
    } else {
      limit += read;
    }
    return kept;
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** The bytes that hold the line; valid until the next one. */
  byte[] bytes() {
    return buffer;
  }

  /** Where the line begins in them. */
  int start() {
    return start;
  }

  /** The line's bytes, without what ends it. */
  int length() {
    return length;
  }

  /** Whether the line was longer than {@link #LONGEST}, so that only its end is there. */
  boolean isTooLong() {
    return tooLong;
  }
}
