package io.trialstream.worker;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A record of the journal: the length of what follows the checksum, the checksum, the length of the
 * key, the key, the value.
 *
 * @param key the record's key
 * @param value the record's value, encoded
 */
record JournalFrame(byte[] key, byte[] value) {
  private static final int HEADER = 2 * Integer.BYTES;

  /** No record of an execution comes near it: a larger length is damage. */
  private static final int MAX_BODY = 16 << 20;

  /** The bytes that it takes. */
  int size() {
    return HEADER + Short.BYTES + key.length + value.length;
  }

  /** Writes it at the buffer's position. */
  void write(ByteBuffer buffer) {
    int start = buffer.position();
    buffer.position(start + HEADER);
    buffer.putShort((short) key.length).put(key).put(value);
    int body = buffer.position() - start - HEADER;
    buffer.putInt(start, body);
    buffer.putInt(start + Integer.BYTES, checksum(buffer, start + HEADER, body));
  }

  /**
   * The size that the frame at the buffer's position claims to have, or that of a header where not
   * even that is there; -1 where it cannot be a frame.
   */
  static int claimedSize(ByteBuffer buffer) {
    if (buffer.remaining() < HEADER) {
      return HEADER;
    }
    int body = buffer.getInt(buffer.position());
    return body < Short.BYTES || body > MAX_BODY ? -1 : HEADER + body;
  }

  /** The frame at the buffer's position, which then is behind it; empty where it is not whole. */
  static Optional<JournalFrame> read(ByteBuffer buffer) {
    int start = buffer.position();
    int size = claimedSize(buffer);
    if (size <= HEADER
        || buffer.remaining() < size
        || buffer.getInt(start + Integer.BYTES)
            != checksum(buffer, start + HEADER, size - HEADER)) {
      return Optional.empty();
    }
    buffer.position(start + HEADER);
    byte[] key = new byte[buffer.getShort() & 0xFFFF];
    if (key.length > start + size - buffer.position()) {
      buffer.position(start);
      return Optional.empty();
    }
    buffer.get(key);
    byte[] value = new byte[start + size - buffer.position()];
    buffer.get(value);
    return Optional.of(new JournalFrame(key, value));
  }

  private static int checksum(ByteBuffer buffer, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(buffer.array(), buffer.arrayOffset() + from, length);
    return (int) checksum.getValue();
  }
}
