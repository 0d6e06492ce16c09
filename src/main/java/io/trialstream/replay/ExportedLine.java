package io.trialstream.replay;

import com.fasterxml.jackson.core.io.NumberInput;
import io.trialstream.stopping.EndState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short way through a line that stands as an export writes it: the usual names in the usual
 * order, plain ASCII, finite numbers, with or without spaces behind colons and commas. It answers
 * at the first byte that is anything else, and the line goes the long way, through a JSON parser,
 * which alone says what is wrong with it. Most lines of most files come through here, for half the
 * cost of the whole reading. Not safe for use by several threads.
 */
final class ExportedLine extends LineScanner {
  private static final byte[] TRIAL = bytes("\"trial\"");
  private static final byte[] ATTEMPT = bytes("\"attempt\"");
  private static final byte[] INTERVAL = bytes("\"interval\"");
  private static final byte[] METRIC = bytes("\"metric\"");
  private static final byte[] VALUE = bytes("\"value\"");
  private static final byte[] STATE = bytes("\"state\"");
  private static final byte[] PARTITION = bytes("\"partition\"");
  private static final byte[] OFFSET = bytes("\"offset\"");
  private static final byte[] TIME = bytes("\"time\"");
  private static final byte[] NULL = bytes("null");
  private static final EndState[] STATES = EndState.values();
  private static final int MOST_NAMES = 32;

  private final List<byte[]> nameBytes = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Adds the line's event to the batch.
   *
   * @param experiment the id that the trial's must begin with
   * @return false where the line must go the long way; then nothing was added
   */
  boolean read(byte[] bytes, int start, int length, byte[] experiment, EventBatch batch) {
    begin(bytes, start, length);
    if (!take('{') || !name(TRIAL) || !text()) {
      return false;
    }
    int trial = trial(experiment);
    if (trial < 0 || !take(',') || !name(ATTEMPT) || !positive()) {
      return false;
    }
    int attempt = (int) whole;
    if (!take(',')) {
      return false;
    }
    return name(STATE) ? end(trial, attempt, batch) : report(trial, attempt, batch);
  }

  private boolean report(int trial, int attempt, EventBatch batch) {
    int interval = EventBatch.UNKNOWN;
    if (name(INTERVAL)) {
      if (!literal(NULL)) {
        if (!positive()) {
          return false;
        }
        interval = (int) whole;
      }
      if (!take(',')) {
        return false;
      }
    }
    if (!name(METRIC) || !text()) {
      return false;
    }
    String metric = metric();
    if (!take(',') || !name(VALUE)) {
      return false;
    }
    int digits = number();
    if (digits == 0) {
      return false;
    }
    int behind = at;
    if (!tail()) {
      return false;
    }
    batch.report(
        trial, attempt, interval, metric, NumberInput.parseDouble(number, 0, digits, true));
    at = behind;
    place(batch);
    return true;
  }

  private boolean end(int trial, int attempt, EventBatch batch) {
    EndState state = text() ? state() : null;
    int behind = at;
    if (state == null || !tail()) {
      return false;
    }
    batch.end(trial, attempt, state);
    at = behind;
    place(batch);
    return true;
  }

  /** Whether nothing but a place, and the end of the object, stands in the rest of the line. */
  private boolean tail() {
    if (take(',')) {
      boolean place =
          name(PARTITION)
              && digits()
              && whole <= Integer.MAX_VALUE
              && take(',')
              && name(OFFSET)
              && digits()
              && take(',')
              && name(TIME)
              && text();
      if (!place) {
        return false;
      }
    }
    return take('}') && isAtEnd();
  }

  /** Adds the place that {@link #tail} has found to be there. */
  private void place(EventBatch batch) {
    if (take(',') && name(PARTITION) && digits()) {
      int partition = (int) whole;
      if (take(',') && name(OFFSET) && digits()) {
        long offset = whole;
        if (take(',') && name(TIME) && text()) {
          batch.placeLast(partition, offset, string());
        }
      }
    }
  }

  /** The number of the trial whose id was just read; -1 where it is none of the experiment. */
  private int trial(byte[] experiment) {
    int prefix = experiment.length;
    int digits = textLength - prefix - 1;
    int first = textStart + prefix + 1;
    if (prefix == 0
        || digits < 1
        || digits > 9
        || line[first - 1] != '_'
        || (digits > 1 && line[first] == '0')
        || !Arrays.equals(line, textStart, textStart + prefix, experiment, 0, prefix)) {
      return -1;
    }
    int trial = 0;
    for (int i = first; i < first + digits; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
      trial = 10 * trial + (line[i] - '0');
    }
    return trial;
  }

  /** The text that was just read, the same one each time. */
  private String metric() {
    for (int i = 0; i < nameBytes.size(); i++) {
      byte[] known = nameBytes.get(i);
      if (known.length == textLength
          && Arrays.equals(line, textStart, textStart + textLength, known, 0, textLength)) {
        return names.get(i);
      }
    }
    String metric = string();
    if (names.size() < MOST_NAMES) {
      names.add(metric);
      nameBytes.add(bytes(metric));
    }
    return metric;
  }

  private @Nullable EndState state() {
    for (EndState state : STATES) {
      if (isText(state.name())) {
        return state;
      }
    }
    return null;
  }
}
