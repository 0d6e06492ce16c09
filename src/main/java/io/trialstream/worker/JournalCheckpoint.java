package io.trialstream.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far a journal is acknowledged, on disk. One that cannot be read counts as 0: what is sent
 * again is dropped as a duplicate.
 */
final class JournalCheckpoint implements AutoCloseable {
  private static final int SIZE = Long.BYTES + Integer.BYTES;

  private final RandomAccessFile file;
  private long position;

  private JournalCheckpoint(RandomAccessFile file) throws IOException {
    this.file = file;
    byte[] bytes = new byte[SIZE];
    if (file.length() == SIZE) {
      file.readFully(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long read = buffer.getLong();
      this.position = buffer.getInt() == checksum(bytes) ? read : 0;
    }
  }

  static JournalCheckpoint open(Path path) throws IOException {
    return new JournalCheckpoint(new RandomAccessFile(path.toFile(), "rw"));
  }

  long position() {
    return position;
  }

  void write(long acknowledged) throws IOException {
    if (acknowledged != position) {
      byte[] bytes = ByteBuffer.allocate(SIZE).putLong(acknowledged).array();
      ByteBuffer.wrap(bytes).putInt(Long.BYTES, checksum(bytes));
      file.seek(0);
      file.write(bytes);
      position = acknowledged;
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, Long.BYTES);
    return (int) checksum.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
