package io.trialstream.coordinator;

import io.trialstream.avro.EventKind;
import io.trialstream.stopping.Effect;
import io.trialstream.stopping.EndState;
import io.trialstream.stopping.ExperimentLog;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/*
 * The records of one experiment's log in compact form, so that the statistics can be rebuilt without
 * the topic. A record is a tag, its trial as a varint, and what the tag says of the rest:
 *
 *   bits 0-3  the kind: STARTED, PRIMARY (a report of the primary metric), FIRST_INTERVAL, OTHER (a
 *             report of another metric), or ENDED and the ordinal of its state
 *   NAMED     the attempt (a varint), the execution (its length as a varint, its UTF-8), and the seq
 *             (zigzag varint) follow
 *   SEQ       how far the seq lies behind that of the trial's last record (zigzag varint) follows;
 *             with neither bit it is the next one
 *   EARLIER   the trial is one of an earlier experiment, and stands as its place among those; where it
 *             is the next place, the record itself follows (its length as a varint, its bytes), which
 *             names the trial and its hyperparameters
 *   FLOAT     the value that PRIMARY and FIRST_INTERVAL end with has 4 bytes, being exactly a float;
 *             otherwise 8
 *
 * What is not named is that of the trial's last record in the journal. Writer and reader both keep it
 * here by trial, so that a task that read a journal can go on writing it. A usual report costs 11
 * bytes, or 7. Trials behind MOST_TRIALS are always named: a foreign record may give any number.
 */
final class JournalEvents {
  private static final byte STARTED = 0;
  private static final byte PRIMARY = 1;
  private static final byte FIRST_INTERVAL = 2;
  private static final byte OTHER = 3;
  private static final byte ENDED = 4;
  private static final int KIND = 0x0F;
  private static final int NAMED = 0x10;
  private static final int SEQ = 0x20;
  private static final int FLOAT = 0x40;
  private static final int EARLIER = 0x80;

  private static final String FIRST_INTERVAL_METRIC = "trialstream.first_interval";
  private static final byte[] FIRST_INTERVAL_BYTES =
      FIRST_INTERVAL_METRIC.getBytes(StandardCharsets.UTF_8);
  private static final EndState[] END_STATES = EndState.values();

  private final String primaryMetric;
  private final byte[] primaryMetricBytes;
  private final JournalMarks own = new JournalMarks();
  private final JournalMarks earlier = new JournalMarks();
  private int earlierTrials;

  JournalEvents(String primaryMetric) {
    this.primaryMetric = primaryMetric;
    this.primaryMetricBytes = primaryMetric.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether a record with this effect belongs into the journal: one that counts, and one that was
   * dropped but seen, since a later record of its execution may be its duplicate.
   */
  static boolean holds(Effect effect) {
    return !(effect instanceof Effect.Dropped dropped)
        || dropped.reason() != Effect.Reason.DUPLICATE;
  }

  /**
   * Writes a record.
   *
   * @param execution the id of its execution
   */
  void write(int trial, String execution, MetricView record, ByteSink out) {
    boolean isEarlier = trial >= ExperimentLog.FIRST_EARLIER;
    int place = isEarlier ? trial - ExperimentLog.FIRST_EARLIER : trial;
    byte kind = kind(record);
    JournalMarks marks = isEarlier ? earlier : own;
    int attempt = record.attempt();
    long seq = record.seq();
    double value = record.value();
    boolean known = marks.remembers(place);
    boolean named = !known || !marks.isOf(place, attempt, execution);
    boolean next = !named && seq == marks.seq(place) + 1;
    boolean valued = kind == PRIMARY || kind == FIRST_INTERVAL;
    boolean exact =
        valued && Double.doubleToRawLongBits((float) value) == Double.doubleToRawLongBits(value);
    out.put(
        (byte)
            (kind
                | (named ? NAMED : next ? 0 : SEQ)
                | (exact ? FLOAT : 0)
                | (isEarlier ? EARLIER : 0)));
    out.putVarint(place);
    if (isEarlier && place == earlierTrials) {
      earlierTrials++;
      byte[] bytes = record.singleObject();
      out.putVarint(bytes.length);
      out.put(bytes);
    }
    if (named) {
      out.putVarint(attempt);
      byte[] text = execution.getBytes(StandardCharsets.UTF_8);
      out.putVarint(text.length);
      out.put(text);
      out.putVarint(zigzag(seq));
    } else if (!next) {
      out.putVarint(zigzag(seq - marks.seq(place)));
    }
    if (exact) {
      out.putFloat((float) value);
    } else if (valued) {
      out.putLong(Double.doubleToRawLongBits(value));
    }
    if (known && named) {
      marks.put(place, attempt, execution, seq);
    } else if (known) {
      marks.saw(place, seq);
    }
  }

  private byte kind(MetricView record) {
    io.trialstream.avro.EndState state = record.state();
    if (record.kind() == EventKind.STARTED) {
      return STARTED;
    }
    if (record.kind() == EventKind.ENDED && state != null) {
      return (byte) (ENDED + EndState.valueOf(state.name()).ordinal());
    }
    if (record.isOfMetric(primaryMetricBytes)) {
      return PRIMARY;
    }
    return record.isOfMetric(FIRST_INTERVAL_BYTES) ? FIRST_INTERVAL : OTHER;
  }

  /** Applies written records to a log. */
  void replay(ByteBuffer in, MetricLog to) {
    ExperimentLog log = to.log();
    while (in.hasRemaining()) {
      int tag = in.get();
      int place = (int) ByteSink.varint(in);
      boolean isEarlier = (tag & EARLIER) != 0;
      int trial = isEarlier ? place + ExperimentLog.FIRST_EARLIER : place;
      if (isEarlier && place == earlierTrials) {
        earlierTrials++;
        to.introduce(trial, MetricView.read(bytes(in)));
      }
      JournalMarks marks = isEarlier ? earlier : own;
      boolean known = marks.remembers(place);
      int attempt;
      String execution;
      long seq;
      if ((tag & NAMED) == 0) {
        attempt = marks.attempt(place);
        execution = marks.execution(place);
        seq = marks.seq(place) + ((tag & SEQ) == 0 ? 1 : unzigzag(ByteSink.varint(in)));
      } else {
        attempt = (int) ByteSink.varint(in);
        execution = new String(bytes(in), StandardCharsets.UTF_8);
        seq = unzigzag(ByteSink.varint(in));
        if (known) {
          marks.put(place, attempt, execution, seq);
        }
      }
      if (known) {
        marks.saw(place, seq);
      }
      switch (tag & KIND) {
        case STARTED -> log.started(trial, attempt, execution, seq);
        case PRIMARY -> log.report(trial, attempt, execution, seq, primaryMetric, value(tag, in));
        case FIRST_INTERVAL ->
            log.report(trial, attempt, execution, seq, FIRST_INTERVAL_METRIC, value(tag, in));
        case OTHER -> log.report(trial, attempt, execution, seq, "", 0);
        default -> log.ended(trial, attempt, execution, seq, END_STATES[(tag & KIND) - ENDED]);
      }
    }
  }

  private static double value(int tag, ByteBuffer in) {
    return (tag & FLOAT) == 0 ? in.getDouble() : in.getFloat();
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) ByteSink.varint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private static long unzigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }
}
