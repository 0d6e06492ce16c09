package io.trialstream.stopping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * The trials with a score in order: higher merit first, ties in order of trial number.
 *
 * Nearly every report of a model that learns improves its trial's score, so this order changes as
 * often as the log grows; it is read a few times a second. So a change only notes its trial, once
 * until the next reading, and a reading sorts those that are noted and merges them with the rest.
 * That costs a reader what it pays anyway, a pass over the trials, and a report next to nothing.
 */
/** The trials with a score: higher merit first, ties in order of trial number. */
final class Ranking {
  private final List<Trial> moved = new ArrayList<>();
  private Trial[] sorted = {};

  /** The trial's score has changed, or it has one now, or none any more. */
  void moved(Trial trial) {
    if (!trial.moved) {
      trial.moved = true;
      moved.add(trial);
    }
  }

  /**
   * The numbers of the first trials; a copy.
   *
   * @param k how many at most, 0 or more
   */
  int[] top(int k) {
    settle();
    int[] numbers = new int[Math.min(k, sorted.length)];
    for (int rank = 0; rank < numbers.length; rank++) {
      numbers[rank] = sorted[rank].number();
    }
    return numbers;
  }

  /** Zeros of both signs are equal, which they are not to {@link Double#compare}. */
  private static int compare(Trial a, Trial b) {
    double best = a.curve().best();
    double other = b.curve().best();
    return best == other ? Integer.compare(a.number(), b.number()) : best > other ? -1 : 1;
  }

  private void settle() {
    if (moved.isEmpty()) {
      return;
    }
    Trial[] coming =
        moved.stream()
            .filter(trial -> trial.curve().bestInterval() > 0)
            .sorted(Ranking::compare)
            .toArray(Trial[]::new);
    Trial[] merged = new Trial[sorted.length + coming.length];
    int length = 0;
    int next = 0;
    for (Trial stays : sorted) {
      if (!stays.moved) {
        while (next < coming.length && compare(coming[next], stays) < 0) {
          merged[length++] = coming[next++];
        }
        merged[length++] = stays;
      }
    }
    System.arraycopy(coming, next, merged, length, coming.length - next);
    sorted = Arrays.copyOf(merged, length + coming.length - next);
    moved.forEach(trial -> trial.moved = false);
    moved.clear();
  }
}
