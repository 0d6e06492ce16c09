package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps of a script's metrics those that the experiment asks for, and remembers enough of the rest
 * to tell a person why none came. Written by one thread; read by others once the output has ended.
 */
final class MetricReports implements MetricSink {
  /** The name under which a script gives its own step; decides nothing. */
  static final String STEP = "step";

  /** The name under which a script that resumed from a checkpoint says where it goes on. */
  static final String FIRST_INTERVAL = "trialstream.first_interval";

  private static final String ALL = "*";

  /** Different names that are kept or counted; further ones are taken for noise. */
  private static final int MAX_NAMES = 1000;

  /** Where the kept values go. */
  @FunctionalInterface
  interface Output {
    /**
     * @param step the script's step, where the same line gave one before
     */
    void report(String metric, double value, OptionalLong step);
  }

  private final String primary;
  private final byte[] primaryBytes;
  private final Set<String> kept;
  private final boolean all;
  private final Output output;
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private OptionalLong step = OptionalLong.empty();
  private long finite;
  private boolean mentioned;
  private Optional<String> unreadable = Optional.empty();

  /**
   * @param primary the metric that decides
   * @param others further metrics to keep; {@code *} for all
   */
  MetricReports(String primary, Collection<String> others, Output output) {
    this.primary = primary;
    this.primaryBytes = primary.getBytes(UTF_8);
    this.kept = Set.copyOf(others);
    this.all = kept.contains(ALL);
    this.output = output;
  }

  @Override
  public void value(String name, double value) {
    if (name.equals(STEP) && value == (long) value) {
      step = OptionalLong.of((long) value);
    }
    if (!counts.containsKey(name) && counts.size() >= MAX_NAMES && !isAsked(name)) {
      return;
    }
    counts.merge(name, 1L, Long::sum);
    if (name.equals(primary) && Double.isFinite(value)) {
      finite++;
    }
    if (all || isAsked(name)) {
      output.report(name, value, step);
    }
  }

  private boolean isAsked(String name) {
    return name.equals(primary) || kept.contains(name) || name.equals(FIRST_INTERVAL);
  }

  @Override
  public void unreadable(String name, String text) {
    if (unreadable.isEmpty() && name.equals(primary)) {
      unreadable = Optional.of(text);
    }
  }

  @Override
  public void word(byte[] line, int from, int to) {
    if (mentioned) {
      return;
    }
    int start = from;
    while (start < to && isOpener(line[start])) {
      start++;
    }
    int end = start + primaryBytes.length;
    mentioned =
        end <= to
            && (end == to || line[end] == ':' || isOpener(line[end]))
            && Arrays.equals(line, start, end, primaryBytes, 0, primaryBytes.length);
  }

  /** What stands before a name, and a quote behind it, where a dictionary is printed. */
  private static boolean isOpener(byte b) {
    return b == '"' || b == '\'' || b == '{' || b == '(' || b == '[';
  }

  @Override
  public void endOfLine() {
    step = OptionalLong.empty();
  }

  /** How often each metric was reported, kept or not, in the order of the first report. */
  Map<String, Long> counts() {
    return counts;
  }

  /** The values of the primary metric. */
  long primaryValues() {
    return counts.getOrDefault(primary, 0L);
  }

  /** Those of them that are neither NaN nor infinite. */
  long finiteValues() {
    return finite;
  }

  /** What the script first gave the primary metric that was no number. */
  Optional<String> unreadable() {
    return unreadable;
  }

  /** Whether the primary metric's name was printed as a word of its own. */
  boolean mentioned() {
    return mentioned;
  }

  /** The primary metric's name. */
  String primary() {
    return primary;
  }
}
