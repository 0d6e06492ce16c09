package io.trialstream.stopping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * The running trials whose latest interval is one and the same, to ask for the worst of them.
 *
 * Nearly every report takes its trial from one interval's standers to the next one's, and nearly
 * always nobody is stopped. So trials leave without being looked for: the heap keeps a place for each
 * that came, a trial says by itself where it stands, and a place whose trial has gone is dropped when
 * it comes to the top, or when such places are more than half. A heap that is told of each departure
 * would have to move others, and to keep each trial's place with the trial: a cache miss for every
 * move, where hundreds of intervals are open.
 */
/**
 * The running trials whose latest interval is one and the same: the worst best so far first, ties
 * in order of trial number.
 */
final class Standers {
  private static final int SMALLEST = 8;
  private static final double[] NO_MERITS = {};
  private static final Trial[] NO_TRIALS = {};

  private double[] merits = NO_MERITS;
  private Trial[] trials = NO_TRIALS;
  private int places;
  private int size;

  int size() {
    return size;
  }

  /** The worst best so far; positive infinity where no trial stands here. */
  double worstMerit() {
    return top() == null ? Double.POSITIVE_INFINITY : merits[0];
  }

  /** The first trial with the worst best so far; null where no trial stands here. */
  @Nullable Trial worst() {
    return top();
  }

  private @Nullable Trial top() {
    while (places > 0) {
      Trial trial = trials[0];
      if (standsHere(0)) {
        return trial;
      }
      drop();
    }
    return null;
  }

  /** Whether the place's trial is still here, and has not come again with another merit. */
  private boolean standsHere(int place) {
    Trial trial = trials[place];
    return trial.standers == this && trial.curve().best() == merits[place];
  }

  /** Adds a trial, which stands nowhere, with the best so far that it has. */
  void add(Trial trial) {
    if (places == trials.length) {
      makeRoom();
    }
    trial.standers = this;
    size++;
    up(places++, trial.curve().best(), trial);
  }

  /** Removes a trial from the standers that it stands among, if any. */
  static void remove(Trial trial) {
    Standers standers = trial.standers;
    if (standers != null) {
      trial.standers = null;
      if (--standers.size == 0) {
        standers.places = 0;
        standers.merits = NO_MERITS;
        standers.trials = NO_TRIALS;
      }
    }
  }

  /** Drops the places whose trials have gone, where these are many; else grows. */
  private void makeRoom() {
    if (size <= places >> 1) {
      int kept = 0;
      for (int place = 0; place < places; place++) {
        if (standsHere(place)) {
          merits[kept] = merits[place];
          trials[kept++] = trials[place];
        }
      }
      places = kept;
      for (int place = (places >>> 1) - 1; place >= 0; place--) {
        down(place, merits[place], trials[place]);
      }
    }
    resize(Math.max(SMALLEST, places + (places >> 1)));
  }

  private void resize(int capacity) {
    merits = Arrays.copyOf(merits, capacity);
    trials = Arrays.copyOf(trials, capacity);
  }

  private void drop() {
    places--;
    if (places > 0) {
      down(0, merits[places], trials[places]);
    }
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
    int firstLeaf = places >>> 1;
    while (at < firstLeaf) {
      int child = 2 * at + 1;
      if (child + 1 < places && before(merits[child + 1], trials[child + 1], child)) {
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
  }
}
