package io.trialstream.coordinator;

import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of records of one experiment's log in compact form: what the coordinator's changelog keeps,
 * so that the statistics can be rebuilt without the topic. Layout: version byte, the offset of the
 * last counted record so far (8 bytes), then each record: a tag, trial, attempt and seq as varints,
 * the execution (an index into those named so far; a new one is followed by its text), and 8 bytes
 * of value for a report that counts in the statistics.
 */
final class JournalSegment {
  private static final byte VERSION = 1;
  private static final int HEADER = 1 + Long.BYTES;

  private static final byte STARTED = 0;
  private static final byte PRIMARY = 1;
  private static final byte FIRST_INTERVAL = 2;
  private static final byte OTHER_METRIC = 3;
  private static final byte ENDED = 4;

  static final String FIRST_INTERVAL_METRIC = "trialstream.first_interval";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Object2IntOpenHashMap<String> executions = new Object2IntOpenHashMap<>();

  /**
   * Whether a record with this effect belongs into the journal: one that counts, and one that was
   * dropped but seen, since a later record of its execution may be its duplicate.
   */
  static boolean holds(Effect effect) {
    return !(effect instanceof Effect.Dropped dropped)
        || dropped.reason() != Effect.Reason.DUPLICATE;
  }

  /** Bytes so far, the header apart. */
  int size() {
    return bytes.size();
  }

  /** Adds a record. */
  void add(int trial, MetricEvent event, String primaryMetric) {
    try {
      out.writeByte(tag(event, primaryMetric));
      varint(trial);
      varint(event.getAttempt());
      varint(event.getSeq());
      execution(event.getExecution());
      Double value = event.getValue();
      if (event.getKind() == EventKind.REPORT && value != null && !isOther(event, primaryMetric)) {
        out.writeDouble(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The segment so far.
   *
   * @param lastOffset the offset of the experiment's last counted record, -1 where there is none
   */
  byte[] encode(long lastOffset) {
    byte[] body = bytes.toByteArray();
    return ByteBuffer.allocate(HEADER + body.length)
        .put(VERSION)
        .putLong(lastOffset)
        .put(body)
        .array();
  }

  /** The offset of the experiment's last counted record, from an encoded segment. */
  static long lastOffset(byte[] segment) {
    return ByteBuffer.wrap(segment).getLong(1);
  }

  /** Applies an encoded segment's records to a log. */
  static void replay(byte[] segment, ExperimentLog log, String primaryMetric) {
    ByteBuffer in = ByteBuffer.wrap(segment);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException(
          "the coordinator's changelog holds a segment of version "
              + version
              + ", this program reads version "
              + VERSION
              + ": run the version that wrote it, or a later one");
    }
    in.position(HEADER);
    List<String> executions = new ArrayList<>();
    while (in.hasRemaining()) {
      byte tag = in.get();
      int trial = (int) varint(in);
      int attempt = (int) varint(in);
      long seq = varint(in);
      String execution = execution(in, executions);
      switch (tag) {
        case STARTED -> log.started(trial, attempt, execution, seq);
        case PRIMARY -> log.report(trial, attempt, execution, seq, primaryMetric, in.getDouble());
        case FIRST_INTERVAL ->
            log.report(trial, attempt, execution, seq, FIRST_INTERVAL_METRIC, in.getDouble());
        case OTHER_METRIC -> log.report(trial, attempt, execution, seq, "", 0);
        default -> log.ended(trial, attempt, execution, seq, EndState.values()[tag - ENDED]);
      }
    }
  }

  private static boolean isOther(MetricEvent event, String primaryMetric) {
    String metric = event.getMetric();
    return !primaryMetric.equals(metric) && !FIRST_INTERVAL_METRIC.equals(metric);
  }

  private static int tag(MetricEvent event, String primaryMetric) {
    io.trialstream.avro.EndState state = event.getState();
    if (event.getKind() == EventKind.STARTED) {
      return STARTED;
    }
    if (event.getKind() == EventKind.ENDED && state != null) {
      return ENDED + EndState.valueOf(state.name()).ordinal();
    }
    if (isOther(event, primaryMetric)) {
      return OTHER_METRIC;
    }
    return primaryMetric.equals(event.getMetric()) ? PRIMARY : FIRST_INTERVAL;
  }

  private void execution(String execution) throws IOException {
    int known = executions.getOrDefault(execution, -1);
    if (known >= 0) {
      varint(known);
      return;
    }
    varint(executions.size());
    executions.put(execution, executions.size());
    byte[] text = execution.getBytes(StandardCharsets.UTF_8);
    varint(text.length);
    out.write(text);
  }

  private static String execution(ByteBuffer in, List<String> executions) {
    int index = (int) varint(in);
    if (index == executions.size()) {
      byte[] text = new byte[(int) varint(in)];
      in.get(text);
      executions.add(new String(text, StandardCharsets.UTF_8));
    }
    return executions.get(index);
  }

  private void varint(long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long varint(ByteBuffer in) {
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
