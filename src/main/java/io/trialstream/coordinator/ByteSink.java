package io.trialstream.coordinator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that grow at their end; whole numbers as varints of seven bits a byte, the lowest first.
 */
final class ByteSink {
  private static final int LONGEST_VARINT = 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = {};
  private int size;

  int size() {
    return size;
  }

  /** The bytes from an index on; a copy. */
  byte[] from(int index) {
    return Arrays.copyOfRange(bytes, index, size);
  }

  /** Copies the bytes to an array, from its index on. */
  void copyTo(byte[] to, int at) {
    System.arraycopy(bytes, 0, to, at, size);
  }

  /** Forgets the bytes, and memory of which they had no use. */
  void clear() {
    if (size <= bytes.length / 4) {
      bytes = new byte[0];
    }
    size = 0;
  }

  void put(byte value) {
    reserve(1);
    bytes[size++] = value;
  }

  void put(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void put(ByteSink value) {
    reserve(value.size);
    value.copyTo(bytes, size);
    size += value.size;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  void putFloat(float value) {
    reserve(Float.BYTES);
    FLOAT.set(bytes, size, value);
    size += Float.BYTES;
  }

  /** Adds a whole number, read as unsigned. */
  void putVarint(long value) {
    reserve(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.max(64, 2 * bytes.length)));
    }
  }

  /** Reads a whole number back. */
  static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = in.get();
      value |= (long) (part & 0x7F) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
