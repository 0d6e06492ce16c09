package io.trialstream.topics;

import io.trialstream.avro.EndState;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/*
 * A record of the topic metrics, read in place.
 *
 * Hundreds of thousands of these arrive in a second at one thread, and nearly all are reports that
 * change some numbers and nothing else. Avro's reader makes an object of each, with a String for
 * each of its four ids: most of what reading costs, and most of the garbage. Here the numbers are
 * taken out of the bytes and the texts stay where they are, to be compared with what is known:
 * MetricLog finds the experiment's, the trial's and the execution's without making a String.
 *
 * This knows the layout of schemas/MetricEvent.avsc by heart. It reads a value only if its header
 * names that schema, and MetricViewTest holds it against Avro's reader, field by field. What it cannot
 * read, Avro's reader is given: it reads what earlier versions wrote, and says what is wrong.
 */
/** A record of the topic {@code metrics} in its encoded form. Immutable. */
public final class MetricView {
  private static final AvroCodec<MetricEvent> CODEC = new AvroCodec<>(MetricEvent.class);
  private static final byte[] SINGLE_OBJECT = AvroCodec.singleObjectHeader(CODEC.fingerprint());
  private static final int HEADER = SINGLE_OBJECT.length;
  private static final EventKind[] KINDS = EventKind.values();
  private static final EndState[] STATES = EndState.values();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int from;
  private final int experimentAt;
  private final int trialAt;
  private final int executionAt;
  private final int metricAt;
  private final int attempt;
  private final long seq;
  private final EventKind kind;
  private final boolean hasValue;
  private final double value;
  private final @Nullable EndState state;

  private MetricView(Cursor in) {
    this.bytes = in.bytes;
    this.from = in.at;
    experimentAt = in.text();
    trialAt = in.text();
    attempt = in.integer();
    executionAt = in.text();
    seq = in.varint();
    kind = KINDS[in.index(KINDS.length)];
    in.varint(); // time
    metricAt = in.index(2) == 1 ? in.text() : -1;
    hasValue = in.index(2) == 1;
    value = hasValue ? in.real() : Double.NaN;
    if (in.index(2) == 1) {
      in.varint(); // step
    }
    state = in.index(2) == 1 ? STATES[in.index(STATES.length)] : null;
    if (in.index(2) == 1) {
      in.text(); // reason
    }
    if (in.index(2) == 1) {
      in.integer(); // exit_code
    }
    if (in.index(2) == 1) {
      in.text(); // worker
    }
    if (in.index(2) == 1) {
      in.integer(); // inbox
    }
    if (in.index(2) == 1) {
      in.parameters();
    }
    if (in.at != bytes.length) {
      throw Cursor.UNREADABLE;
    }
  }

  /**
   * Reads a value that is in single-object encoding.
   *
   * @param bytes its own from here on
   * @throws SerializationException with a sentence where they are no such record
   */
  public static MetricView read(byte[] bytes) {
    return read(bytes, CODEC);
  }

  /**
   * Reads a value of the topic.
   *
   * @param bytes its own from here on
   * @param codec the topic's
   * @throws SerializationException with a sentence where they are no such record
   */
  public static MetricView read(byte[] bytes, AvroCodec<MetricEvent> codec) {
    int from = codec.currentFrom(bytes);
    if (from >= 0) {
      try {
        return new MetricView(new Cursor(bytes, from));
      } catch (Unreadable | IndexOutOfBoundsException e) {
        // Avro's reader says what is wrong, below.
      }
    }
    return of(codec.decode(bytes));
  }

  /** The view of an event, in single-object encoding. */
  public static MetricView of(MetricEvent event) {
    return new MetricView(new Cursor(CODEC.encode(event), HEADER));
  }

  /** The whole record as an object. */
  public MetricEvent event() {
    return CODEC.decodeCurrent(bytes, from);
  }

  /** The value in single-object encoding, whatever the topic's is: for what outlives a registry. */
  public byte[] singleObject() {
    if (from == HEADER) {
      return bytes;
    }
    byte[] copy = Arrays.copyOf(SINGLE_OBJECT, HEADER + bytes.length - from);
    System.arraycopy(bytes, from, copy, HEADER, bytes.length - from);
    return copy;
  }

  /** The value as it stands on the topic, or as this version would have written it there. */
  public byte[] bytes() {
    return bytes;
  }

  /** The experiment's id. */
  public String experiment() {
    return text(experimentAt);
  }

  /** Whether the experiment has this id, in UTF-8. */
  public boolean isOfExperiment(byte[] id) {
    return matches(experimentAt, id);
  }

  /** The trial's id. */
  public String trial() {
    return text(trialAt);
  }

  /** Whether the trial has this id, in UTF-8. */
  boolean isOfTrial(byte[] id) {
    return matches(trialAt, id);
  }

  /**
   * The number of the trial, from 0; -1 where its id is none of the experiment's.
   *
   * @param experiment the experiment's id in UTF-8
   */
  int trialNumber(byte[] experiment) {
    int from = start(trialAt);
    int end = from + length(trialAt);
    int first = from + experiment.length + 1;
    int digits = end - first;
    if (digits < 1
        || digits > 9
        || (digits > 1 && bytes[first] == '0')
        || bytes[first - 1] != '_'
        || !Arrays.equals(bytes, from, first - 1, experiment, 0, experiment.length)) {
      return -1;
    }
    int number = 0;
    for (int at = first; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The attempt, from 1 where the record is right. */
  public int attempt() {
    return attempt;
  }

  /** The execution's id. */
  public String execution() {
    return text(executionAt);
  }

  /** Whether these bytes are the execution's id in UTF-8. */
  boolean isOfExecution(byte[] text, int at, int length) {
    int from = start(executionAt);
    return Arrays.equals(bytes, from, from + length(executionAt), text, at, at + length);
  }

  /**
   * Copies the execution's id in UTF-8.
   *
   * @param most how many bytes there is room for
   * @return its length; -1 where there is no room for it, and nothing is copied
   */
  int copyExecution(byte[] to, int at, int most) {
    int length = length(executionAt);
    if (length > most) {
      return -1;
    }
    System.arraycopy(bytes, start(executionAt), to, at, length);
    return length;
  }

  /** From 1 where the record is right; 0 on LOST marks. */
  public long seq() {
    return seq;
  }

  /** What happened. */
  public EventKind kind() {
    return kind;
  }

  /** Whether it names a metric. */
  boolean hasMetric() {
    return metricAt >= 0;
  }

  /** The metric's name; empty where it names none. */
  public String metric() {
    return metricAt < 0 ? "" : text(metricAt);
  }

  /** Whether it names this metric, in UTF-8. */
  public boolean isOfMetric(byte[] name) {
    return metricAt >= 0 && matches(metricAt, name);
  }

  /** Whether it has a value. */
  public boolean hasValue() {
    return hasValue;
  }

  /** The value; NaN where it has none. */
  public double value() {
    return value;
  }

  /** How the execution ended; null where it does not say. */
  public @Nullable EndState state() {
    return state;
  }

  private String text(int at) {
    return new String(bytes, start(at), length(at), StandardCharsets.UTF_8);
  }

  private boolean matches(int at, byte[] text) {
    int from = start(at);
    return Arrays.equals(bytes, from, from + length(at), text, 0, text.length);
  }

  /** The length of the text whose length prefix stands here. */
  private int length(int at) {
    return bytes[at] >= 0 ? bytes[at] >> 1 : new Cursor(bytes, at).integer();
  }

  private int start(int at) {
    int start = at;
    while (bytes[start] < 0) {
      start++;
    }
    return start + 1;
  }

  /** The record ends early, goes on behind its end, or has a length that cannot be. */
  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super("unreadable", null, false, false);
    }
  }

  /** A place in a record in Avro's binary encoding. */
  private static final class Cursor {
    static final Unreadable UNREADABLE = new Unreadable();

    final byte[] bytes;
    int at;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    /** A number of at most ten bytes, seven bits in each, zigzag. */
    long varint() {
      byte first = bytes[at++];
      if (first >= 0) {
        return (first >>> 1) ^ -(first & 1);
      }
      long value = first & 0x7F;
      for (int shift = 7; shift < 70; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
      throw UNREADABLE;
    }

    /** No laxer than Avro's reader: what is read here must not fail there. */
    int integer() {
      int start = at;
      long value = varint();
      if (value != (int) value || at - start > 5) {
        throw UNREADABLE;
      }
      return (int) value;
    }

    int index(int end) {
      int value = integer();
      if (value < 0 || value >= end) {
        throw UNREADABLE;
      }
      return value;
    }

    /** Goes past a text; where its length stands. */
    int text() {
      int start = at;
      int length = integer();
      if (length < 0 || length > bytes.length - at) {
        throw UNREADABLE;
      }
      at += length;
      return start;
    }

    /** Goes past a list of parameters. */
    void parameters() {
      for (long count = varint(); count != 0; count = varint()) {
        if (count < 0) {
          varint(); // the block's length
        }
        for (long left = count; left != 0; left -= Long.signum(left)) {
          text();
          value();
        }
      }
    }

    private void value() {
      switch (index(4)) {
        case 0 -> at++;
        case 1 -> varint();
        case 2 -> real();
        default -> text();
      }
    }

    double real() {
      double value = Double.longBitsToDouble((long) LONGS.get(bytes, at));
      at += Double.BYTES;
      return value;
    }
  }
}
