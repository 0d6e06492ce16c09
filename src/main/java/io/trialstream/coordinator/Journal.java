package io.trialstream.coordinator;

import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.topics.MetricLog;
import io.trialstream.topics.MetricView;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One experiment's journal: the records that its log is a function of, numbered part by part as
 * they are committed. It is read by applying it to the log, on a standby as it comes, and can be
 * gone on with from there. What this version cannot read is no failure before it is needed: a
 * standby must live with it.
 */
final class Journal {
  /** The number of the record before the parts, which says what experiment it is. */
  static final long HEAD = -1;

  private static final int MOST_BYTES = 64 << 10;

  private final String experiment;
  private final JournalTail tail = new JournalTail();
  private final ByteSink events = new ByteSink();
  private final LongArrayList kept = new LongArrayList();
  private @Nullable Contents contents;
  private @Nullable String problem;
  private byte @Nullable [] unwrittenHead;
  private long next;
  private long seen;
  private long lastOffset = -1;

  /** What the journal is about. */
  record Contents(Specification specification, MetricLog log, JournalEvents events) {
    static Contents of(Specification specification, MetricLog log) {
      return new Contents(
          specification, log, new JournalEvents(specification.objective().primaryMetric()));
    }
  }

  /** Where the journal's records go. */
  interface Changelog {
    void put(long number, byte @Nullable [] value);
  }

  /** A journal to be read. */
  Journal(String experiment) {
    this.experiment = experiment;
  }

  /** A new experiment's journal. */
  Journal(ActiveExperiment active) {
    this.experiment = active.id();
    this.contents = Contents.of(active.specification(), active.log());
    this.unwrittenHead = JournalHead.encode(active.submitted());
  }

  /** What has been read; empty where this version does not understand the specification. */
  Optional<Contents> contents() {
    return Optional.ofNullable(contents);
  }

  /** Why it could not be read whole, as a sentence. */
  Optional<String> problem() {
    if (problem != null) {
      return Optional.of(problem);
    }
    if (contents == null || next < seen) {
      return Optional.of(
          "the coordinator's changelog of experiment "
              + experiment
              + " lacks "
              + (contents == null ? "its first record" : "part " + next + " of " + seen));
    }
    return Optional.empty();
  }

  /** The offset of the last record that counted; -1 where there is none. */
  long lastOffset() {
    return lastOffset;
  }

  /** Reads the record under a number. */
  void read(long number, byte[] record) {
    Optional<String> misfit = JournalSegment.misfit(record);
    if (misfit.isPresent()) {
      problem = misfit.get();
    } else if (number == HEAD) {
      readHead(record);
    } else {
      keeps(number);
      readParts(number, record);
    }
  }

  private void readHead(byte[] head) {
    unwrittenHead = null;
    if (contents != null) {
      return;
    }
    try {
      Specification specification = JournalHead.specification(head);
      contents = Contents.of(specification, new MetricLog(experiment, specification));
    } catch (InvalidSettingsException e) {
      problem = "its specification cannot be read: " + e.getMessage();
    }
  }

  private void readParts(long number, byte[] segment) {
    Contents known = contents;
    long part = number;
    for (ByteBuffer parts = JournalSegment.parts(segment); parts.hasRemaining(); part++) {
      ByteBuffer events = JournalSegment.nextPart(parts);
      if (part == next && known != null) {
        known.events().replay(events, known.log());
        next++;
        lastOffset = JournalSegment.lastOffset(segment);
      }
    }
    seen = Math.max(seen, part);
  }

  private void keeps(long number) {
    while (!kept.isEmpty() && kept.topLong() >= number) {
      kept.popLong();
    }
    kept.add(number);
  }

  /**
   * Adds a record of the log.
   *
   * @param offset its place there
   * @param counted whether it counts
   */
  void append(MetricLog.Reading.Applied applied, MetricView record, long offset, boolean counted) {
    known().events().write(applied.trial(), applied.execution(), record, events);
    if (counted) {
      lastOffset = offset;
    }
  }

  /** Whether what has been added since the last commit fills a record. */
  boolean isLong() {
    return events.size() >= MOST_BYTES;
  }

  private Contents known() {
    Contents known = contents;
    if (known == null) {
      throw new IllegalStateException("the journal of " + experiment + " could not be read");
    }
    return known;
  }

  /** Writes what has been added since the last call. */
  void commit(Changelog changelog) {
    if (events.size() == 0) {
      return;
    }
    byte[] head = unwrittenHead;
    if (head != null) {
      changelog.put(HEAD, head);
      unwrittenHead = null;
    }
    if (tail.passesBy(events.size())) {
      keeps(next);
      changelog.put(next, JournalSegment.encode(events, lastOffset));
    } else {
      JournalTail.Segment segment = tail.add(next, events);
      keeps(segment.number());
      changelog.put(segment.number(), JournalSegment.encode(segment.parts(), lastOffset));
      for (long replaced : segment.replaced()) {
        changelog.put(replaced, null);
      }
    }
    events.clear();
    next++;
    seen = next;
  }

  /** Whether something has been added since the last commit. */
  boolean isUncommitted() {
    return events.size() > 0;
  }

  /** Another instance may go on with the journal, which this one then reads. */
  void handOver() {
    tail.clear();
  }

  /** Deletes the journal's records, what says what experiment it is behind all others. */
  void delete(Changelog changelog) {
    for (long number : kept) {
      changelog.put(number, null);
    }
    if (unwrittenHead == null) {
      changelog.put(HEAD, null);
    }
  }
}
