package io.trialstream.stopping;

/*
 * The peers at one interval, ordered by merit around one moving place.
 *
 * Every rule reads its bar from one place of the sorted order: bandit the best, the median the two in
 * the middle, truncation selection the (k+1)-th worst; percentiles and successive halving are of the
 * same kind. With one more peer that place stays or moves on by one. So the order need not be sorted:
 * two heaps that touch at the place are enough, the worse part with its best on top and the better
 * part with its worst on top. A report costs one push and at most one move between the two, a few
 * comparisons near the ends of two arrays, however many peers there are; 8 bytes a peer before slack.
 *
 * Not a sorted array: with 10,000 peers an insertion moves 20 to 40 KB, and where hundreds of
 * intervals are hot at once these do not stay in the cache. Not a tree: three times the memory, and a
 * cache miss a level. The price is removal, which searches its heap from end to end. It happens where
 * a new attempt takes back another's values, and where finished trials are no peers: at most once a
 * value that was reported.
 */
final class PeerOrder {
  private final PeerRule rule;
  private final DoubleHeap worse = new DoubleHeap();
  private final DoubleHeap better = new DoubleHeap();

  PeerOrder(PeerRule rule) {
    this.rule = rule;
  }

  /** The number of peers. */
  int size() {
    return worse.size() + better.size();
  }

  /** The merit at the rule's pivot; with at least one peer. */
  double pivot() {
    return -worse.least();
  }

  /** The merit that follows the pivot; with at least one peer above the pivot. */
  double next() {
    return better.least();
  }

  void add(double merit) {
    if (worse.size() == 0 || merit <= pivot()) {
      worse.push(-merit);
    } else {
      better.push(merit);
    }
    settle();
  }

  /** Removes one peer that has this merit. */
  void remove(double merit) {
    if (merit < pivot()) {
      worse.remove(-merit);
    } else if (merit > pivot()) {
      better.remove(merit);
    } else {
      worse.poll();
    }
    settle();
  }

  private void settle() {
    int size = size();
    int wanted = size == 0 ? 0 : rule.pivot(size) + 1;
    while (worse.size() > wanted) {
      better.push(-worse.poll());
    }
    while (worse.size() < wanted) {
      worse.push(-better.poll());
    }
  }
}
