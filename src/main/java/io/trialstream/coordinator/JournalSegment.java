package io.trialstream.coordinator;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A record of the coordinator's changelog: a version byte, the offset of the experiment's last
 * counted record so far (8 bytes), and one part or several, each with its length as a varint in
 * front. The parts of a journal are numbered; the segment under number n holds the parts n, n + 1,
 * and so on.
 */
final class JournalSegment {
  static final byte VERSION = 2;
  private static final int HEADER = 1 + Long.BYTES;

  private JournalSegment() {}

  /** Adds a part to others, as a segment holds them. */
  static void addPart(ByteSink events, ByteSink to) {
    to.putVarint(events.size());
    to.put(events);
  }

  /**
   * A segment of one part.
   *
   * @param lastOffset -1 where nothing has counted
   */
  static byte[] encode(ByteSink events, long lastOffset) {
    ByteSink start = new ByteSink();
    start.put(VERSION);
    start.putLong(lastOffset);
    start.putVarint(events.size());
    byte[] segment = new byte[start.size() + events.size()];
    start.copyTo(segment, 0);
    events.copyTo(segment, start.size());
    return segment;
  }

  /**
   * A segment.
   *
   * @param parts what {@link #addPart} made
   * @param lastOffset -1 where nothing has counted
   */
  static byte[] encode(byte[] parts, long lastOffset) {
    return ByteBuffer.allocate(HEADER + parts.length)
        .put(VERSION)
        .putLong(lastOffset)
        .put(parts)
        .array();
  }

  /** What keeps this version from reading a record of a journal. */
  static Optional<String> misfit(byte[] record) {
    return record[0] == VERSION
        ? Optional.empty()
        : Optional.of(
            "the coordinator's changelog holds a record of version "
                + record[0]
                + ", this program reads version "
                + VERSION
                + ": run the version that wrote it, or a later one");
  }

  /** The offset of the experiment's last counted record. */
  static long lastOffset(byte[] segment) {
    return ByteBuffer.wrap(segment).getLong(1);
  }

  /** The segment's parts, to be taken with {@link #nextPart}. */
  static ByteBuffer parts(byte[] segment) {
    return ByteBuffer.wrap(segment, HEADER, segment.length - HEADER);
  }

  /** The next part, which is left behind. */
  static ByteBuffer nextPart(ByteBuffer parts) {
    int length = (int) ByteSink.varint(parts);
    ByteBuffer part = parts.slice(parts.position(), length);
    parts.position(parts.position() + length);
    return part;
  }
}
