package io.trialstream.coordinator;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;

/*
 * A journal's latest small segments, which are written again as one when there are many.
 *
 * A slow experiment has a few records a commit, and commits come every tenth of a second: for hours
 * of it the changelog would hold hundred thousands of records of a dozen bytes, each with a key and a
 * header of several times that. So FAN small segments become one, and FAN of those again, or as many
 * as MOST_BYTES are enough for. What is written has then the number of the first of them, so that it
 * replaces that one, and the others are deleted in the same transaction. Each record is written three
 * times at most, one of a part of LARGE or more once.
 *
 * What is merged is always the journal's end, up to its latest part. A reader relies on it: where
 * compaction has removed a part, a segment that holds it and all up to its own place comes later.
 */
final class JournalTail {
  private static final int FAN = 64;
  private static final int LARGE = 4 << 10;
  private static final int MOST_BYTES = 16 << 10;

  private final ByteSink parts = new ByteSink();
  private final LongArrayList merged = new LongArrayList();
  private final LongArrayList small = new LongArrayList();
  private int smallFrom;

  /**
   * A segment to be written.
   *
   * @param number its first part's
   * @param parts its parts
   * @param replaced the numbers of the segments that it makes superfluous, in order
   */
  record Segment(long number, byte[] parts, LongList replaced) {}

  /** Whether a part of so many bytes is a segment for good, since no small ones are before it. */
  boolean passesBy(int bytes) {
    return bytes >= LARGE && parts.size() == 0;
  }

  /**
   * Adds the journal's next part.
   *
   * @return what is to be written
   */
  Segment add(long number, ByteSink events) {
    int from = parts.size();
    JournalSegment.addPart(events, parts);
    small.add(number);
    if (events.size() >= LARGE || parts.size() >= MOST_BYTES) {
      return all();
    }
    if (small.size() < FAN) {
      return new Segment(number, parts.from(from), LongList.of());
    }
    if (merged.size() == FAN - 1) {
      return all();
    }
    Segment segment = segment(small, smallFrom);
    merged.add(segment.number());
    small.clear();
    smallFrom = parts.size();
    return segment;
  }

  private Segment all() {
    merged.addAll(small);
    Segment segment = segment(merged, 0);
    clear();
    return segment;
  }

  private Segment segment(LongArrayList numbers, int from) {
    return new Segment(
        numbers.getLong(0),
        parts.from(from),
        new LongArrayList(numbers.subList(1, numbers.size())));
  }

  /** Leaves the segments as they are. */
  void clear() {
    parts.clear();
    merged.clear();
    small.clear();
    smallFrom = 0;
  }
}
