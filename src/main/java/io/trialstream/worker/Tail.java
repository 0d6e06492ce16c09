package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** The last bytes of a stream, up to a fixed number. Not safe for use by several threads. */
final class Tail {
  private static final Pattern ESCAPE_SEQUENCE = Pattern.compile("\u001B\\[[0-?]*[ -/]*[@-~]");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\uFFFD]+");
  private static final Pattern JAVA_FRAME = Pattern.compile("\\s+(at .+\\)|\\.\\.\\. \\d+ more)");

  private final byte[] ring;
  private long written;

  Tail(int capacity) {
    this.ring = new byte[capacity];
  }

  void write(byte[] bytes, int offset, int length) {
    int from = offset + Math.max(0, length - ring.length);
    long at = written + (from - offset);
    for (int i = from; i < offset + length; ) {
      int place = (int) (at % ring.length);
      int run = Math.min(ring.length - place, offset + length - i);
      System.arraycopy(bytes, i, ring, place, run);
      i += run;
      at += run;
    }
    written += length;
  }

  /** What is kept, oldest first, at most the last {@code max} bytes of it. */
  byte[] bytes(long max) {
    int length = (int) Math.min(max, Math.min(written, ring.length));
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((written - length + i) % ring.length)];
    }
    return bytes;
  }

  /**
   * The last lines that say something, for one line of text: control characters cleaned, blank
   * lines and the frames of Java stack traces left out, a slash between.
   *
   * @param lines at most so many
   * @param length at most so many characters
   */
  String lastLines(int lines, int length) {
    Deque<String> kept = new ArrayDeque<>();
    String[] all = new String(bytes(ring.length), UTF_8).split("[\\r\\n]+");
    int total = 0;
    for (int i = all.length - 1; i >= 0 && kept.size() < lines; i--) {
      if (JAVA_FRAME.matcher(all[i]).matches()) {
        continue;
      }
      String line = ESCAPE_SEQUENCE.matcher(all[i]).replaceAll("");
      line = UNPRINTABLE.matcher(line).replaceAll(" ").strip();
      int room = length - total;
      if (line.isEmpty()) {
        continue;
      } else if (line.length() > room) {
        if (kept.isEmpty()) {
          kept.addFirst("…" + line.substring(line.length() - room + 1));
        }
        break;
      }
      kept.addFirst(line);
      total += line.length() + 3;
    }
    return String.join(" / ", kept);
  }
}
