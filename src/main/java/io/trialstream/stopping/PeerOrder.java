package io.trialstream.stopping;

import java.util.Arrays;

/*
 * The peers at one interval, ordered by merit around one moving place.
 *
 * Every rule reads its bar from one place of the sorted order, the pivot: bandit the best, the median
 * the two in the middle, truncation selection the (k+1)-th worst; percentiles and successive halving
 * are of the same kind. With one more peer that place stays or moves on by one. So only the peers
 * around the pivot are kept sorted, in a window; those below it and those above lie on two piles,
 * unsorted, a new one on top. A report compares itself with the window's two ends and is nearly always
 * done with one write. When the pivot comes to an end of the window, that side's pile gives its nearest
 * part, found by quickselect.
 *
 * With n peers the window holds up to 4 times the root of n, and is filled from a pile by half. So the
 * pivot moves by the root of n at least before a pile is searched again, and a search of n numbers is
 * paid by as many reports, even where all that comes lies on one side. 8 bytes a peer before slack.
 *
 * Not a sorted array: with 10,000 peers an insertion moves 20 to 40 KB, and where hundreds of
 * intervals are hot at once these do not stay in the cache. Not two binary heaps that touch at the
 * pivot: every second report moves the top of one to the other, a dozen cache misses. Not a tree:
 * three times the memory, and a cache miss a level. The price is removal, which searches a pile from
 * end to end. It happens where a new attempt takes back another's values, and where finished trials
 * are no peers: at most once a value that was reported.
 */
final class PeerOrder {
  private static final int SMALLEST = 32;
  private static final int LARGEST = 2048;

  private final PeerRule rule;
  private final Pile worse = new Pile();
  private final Pile better = new Pile();
  private double[] window = {};
  private int length;
  private int room = SMALLEST;

  PeerOrder(PeerRule rule) {
    this.rule = rule;
  }

  /** The number of peers. */
  int size() {
    return worse.size() + length + better.size();
  }

  /** The merit at the rule's pivot; with at least one peer. */
  double pivot() {
    return window[rule.pivot(size()) - worse.size()];
  }

  /** The merit that follows the pivot; with at least one peer above the pivot. */
  double next() {
    return window[rule.pivot(size()) - worse.size() + 1];
  }

  void add(double merit) {
    if (length >= room) {
      spill();
    }
    if (worse.size() > 0 && merit < window[0]) {
      worse.add(merit);
    } else if (better.size() > 0 && merit > window[length - 1]) {
      better.add(merit);
    } else {
      insert(merit);
    }
    settle();
  }

  /**
   * Removes one peer that has this merit.
   *
   * @throws IllegalStateException where there is none
   */
  void remove(double merit) {
    if (length > 0 && merit < window[0]) {
      worse.remove(merit);
    } else if (length > 0 && merit > window[length - 1]) {
      better.remove(merit);
    } else {
      int at = firstNotBelow(merit);
      if (at == length || window[at] != merit) {
        throw new IllegalStateException("No such peer: " + merit);
      }
      length--;
      System.arraycopy(window, at + 1, window, at, length - at);
    }
    settle();
  }

  private void insert(double merit) {
    if (length == window.length) {
      window = Arrays.copyOf(window, Math.max(8, length + (length >> 1)));
    }
    int place = firstNotBelow(merit);
    System.arraycopy(window, place, window, place + 1, length - place);
    window[place] = merit;
    length++;
  }

  private int firstNotBelow(double merit) {
    int low = 0;
    int high = length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (window[middle] < merit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Has the window as long as its peers are worth it, and what is too much leave it. */
  private void spill() {
    room = roomFor(size());
    if (length < room) {
      return;
    }
    // What leaves is the part that lies far from the pivot.
    int pivot = rule.pivot(size()) - worse.size();
    if (pivot < length / 2) {
      spillBetter(length / 4);
    } else {
      spillWorse(length / 4);
    }
  }

  private static int roomFor(int peers) {
    return Math.min(LARGEST, Math.max(SMALLEST, (int) (4 * Math.sqrt(peers))));
  }

  private void spillWorse(int count) {
    worse.addAll(window, 0, count);
    length -= count;
    System.arraycopy(window, count, window, 0, length);
  }

  private void spillBetter(int count) {
    length -= count;
    better.addAll(window, length, count);
  }

  /** Sees that the pivot and the place behind it are in the window. */
  private void settle() {
    int size = size();
    if (size == 0) {
      return;
    }
    int pivot = rule.pivot(size);
    int last = Math.min(pivot + 1, size - 1);
    while (pivot < worse.size()) {
      room = roomFor(size);
      if (length > room / 2) {
        spillBetter(length - room / 2);
      }
      double[] nearest = worse.takeBest(room / 2);
      double[] joined = Arrays.copyOf(nearest, nearest.length + length);
      System.arraycopy(window, 0, joined, nearest.length, length);
      window = joined;
      length = joined.length;
    }
    while (last >= worse.size() + length) {
      room = roomFor(size);
      if (length > room / 2) {
        spillWorse(length - room / 2);
      }
      double[] nearest = better.takeWorst(room / 2);
      window = Arrays.copyOf(window, length + nearest.length);
      System.arraycopy(nearest, 0, window, length, nearest.length);
      length = window.length;
    }
  }
}
