package io.trialstream.stopping;

import java.util.Arrays;

/**
 * The running trials whose latest interval is one and the same: a heap with the worst best so far
 * on top, ties in order of trial number. Each trial knows its place, so that it can leave from
 * anywhere. The arrays shrink with the trials that move on, since every interval has such a heap
 * and a trial stands in one of them.
 */
final class Standers {
  private static final int SMALLEST = 8;

  private double[] merits = {};
  private Trial[] trials = {};
  private int size;

  int size() {
    return size;
  }

  /** The worst best so far; of at least one trial. */
  double worstMerit() {
    return merits[0];
  }

  /** The first trial with the worst best so far; of at least one. */
  Trial worst() {
    return trials[0];
  }

  /** Adds a trial, which stands nowhere, with the best so far that it has. */
  void add(Trial trial) {
    if (size == trials.length) {
      resize(Math.max(SMALLEST, size + (size >> 1)));
    }
    trial.standers = this;
    up(size++, trial.curve().best(), trial);
  }

  /** Removes a trial from the standers that it stands among, if any. */
  static void remove(Trial trial) {
    Standers standers = trial.standers;
    if (standers != null) {
      trial.standers = null;
      standers.removeAt(trial.place);
    }
  }

  @SuppressWarnings("NullAway") // an unused place of the array holds no trial
  private void removeAt(int at) {
    double lastMerit = merits[--size];
    Trial last = trials[size];
    trials[size] = null;
    if (at < size) {
      down(at, lastMerit, last);
      if (trials[at] == last) {
        up(at, lastMerit, last);
      }
    }
    if (size <= trials.length >> 2 && trials.length > SMALLEST) {
      resize(Math.max(SMALLEST, size * 2));
    }
  }

  private void resize(int capacity) {
    merits = Arrays.copyOf(merits, capacity);
    trials = Arrays.copyOf(trials, capacity);
  }

  private void up(int from, double merit, Trial trial) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!before(merit, trial, parent)) {
        break;
      }
      put(at, merits[parent], trials[parent]);
      at = parent;
    }
    put(at, merit, trial);
  }

  private void down(int from, double merit, Trial trial) {
    int at = from;
    int firstLeaf = size >>> 1;
    while (at < firstLeaf) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(merits[child + 1], trials[child + 1], child)) {
        child++;
      }
      if (before(merit, trial, child)) {
        break;
      }
      put(at, merits[child], trials[child]);
      at = child;
    }
    put(at, merit, trial);
  }

  private boolean before(double merit, Trial trial, int other) {
    return merit < merits[other]
        || (merit == merits[other] && trial.number() < trials[other].number());
  }

  private void put(int at, double merit, Trial trial) {
    merits[at] = merit;
    trials[at] = trial;
    trial.place = at;
  }
}
