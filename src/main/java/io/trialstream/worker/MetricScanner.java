package io.trialstream.worker;

import java.util.Arrays;

/**
 * Finds the metrics in a script's output as its bytes arrive, in bounded memory whatever the length
 * of a line.
 *
 * <p>Where a line does not start with <code>{</code>, its words are looked at one by one as soon as
 * each is complete: a script that never ends its lines is heard all the same. A word longer than
 * {@value #MAX_WORD} bytes is no metric. A line that starts with <code>{</code> is kept until its
 * end, up to {@value #MAX_OBJECT} bytes, and read as JSON; where it is longer or no JSON, its words
 * count. A carriage return ends a line, as progress bars use it. Not safe for use by several
 * threads.
 */
final class MetricScanner {
  static final int MAX_WORD = 4096;
  static final int MAX_OBJECT = 1 << 20;

  private enum State {
    LINE_START,
    WORDS,
    OBJECT
  }

  private final MetricSink sink;
  private State state = State.LINE_START;

  /** The start of a word, or of an object, whose end has not arrived; {@code held} bytes of it. */
  private byte[] pending = new byte[256];

  private int held;
  private boolean overlong;

  MetricScanner(MetricSink sink) {
    this.sink = sink;
  }

  /** Looks at the next bytes of the output. */
  void feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      at =
          switch (state) {
            case LINE_START -> lineStart(bytes, at);
            case WORDS -> words(bytes, at, end);
            case OBJECT -> object(bytes, at, end);
          };
    }
  }

  /** The output has ended: what is left counts as a line. */
  void end() {
    if (state == State.OBJECT) {
      endObject();
    } else if (state == State.WORDS) {
      endWord(pending, 0, 0);
      endLine();
    }
  }

  private int lineStart(byte[] bytes, int at) {
    byte b = bytes[at];
    if (isLineEnd(b)) {
      sink.endOfLine();
    } else if (!isSpace(b)) {
      state = b == '{' ? State.OBJECT : State.WORDS;
      return at;
    }
    return at + 1;
  }

  private int words(byte[] bytes, int from, int end) {
    int word = from;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (isSpace(b)) {
        endWord(bytes, word, i);
        word = i + 1;
        if (isLineEnd(b)) {
          endLine();
          return i + 1;
        }
      }
    }
    hold(bytes, word, end, MAX_WORD);
    return end;
  }

  private void endWord(byte[] bytes, int from, int to) {
    if (held > 0 || overlong) {
      hold(bytes, from, to, MAX_WORD);
      if (!overlong) {
        MetricLine.word(pending, 0, held, sink);
      }
      held = 0;
      overlong = false;
    } else if (to - from <= MAX_WORD) {
      MetricLine.word(bytes, from, to, sink);
    }
  }

  private int object(byte[] bytes, int from, int end) {
    int to = from;
    while (to < end && !isLineEnd(bytes[to])) {
      to++;
    }
    hold(bytes, from, to, MAX_OBJECT);
    if (overlong) {
      byte[] start = Arrays.copyOf(pending, held);
      clear();
      state = State.WORDS;
      words(start, 0, start.length);
      return from;
    }
    if (to < end) {
      endObject();
      return to + 1;
    }
    return end;
  }

  private void endObject() {
    byte[] line = pending;
    int length = held;
    clear();
    if (!MetricLine.object(line, 0, length, sink)) {
      words(line, 0, length);
      endWord(line, 0, 0);
    }
    endLine();
  }

  private void clear() {
    pending = new byte[256];
    held = 0;
    overlong = false;
  }

  private void endLine() {
    sink.endOfLine();
    state = State.LINE_START;
  }

  /** Keeps bytes for later; where they would be more than {@code max}, keeps none of them. */
  private void hold(byte[] bytes, int from, int to, int max) {
    int length = to - from;
    if (overlong || held + length > max) {
      overlong = length > 0 || overlong;
      return;
    }
    if (held + length > pending.length) {
      pending = Arrays.copyOf(pending, Math.min(max, Math.max(held + length, 2 * pending.length)));
    }
    System.arraycopy(bytes, from, pending, held, length);
    held += length;
  }

  /** White space and the other control characters. */
  private static boolean isSpace(byte b) {
    return b >= 0 && b <= ' ';
  }

  private static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }
}
