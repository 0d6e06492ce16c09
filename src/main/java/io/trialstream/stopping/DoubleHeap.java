package io.trialstream.stopping;

import java.util.Arrays;

/** A binary heap of doubles in one array, the least on top. Neither NaN nor boxing. */
final class DoubleHeap {
  private double[] heap = {};
  private int size;

  int size() {
    return size;
  }

  /** The least; of at least one. */
  double least() {
    return heap[0];
  }

  void push(double value) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, Math.max(8, size + (size >> 1)));
    }
    up(size++, value);
  }

  /** Removes and returns the least; of at least one. */
  double poll() {
    double least = heap[0];
    double last = heap[--size];
    down(0, last);
    return least;
  }

  /**
   * Removes one element that equals the value, after a search of the whole heap.
   *
   * @throws IllegalStateException where there is none
   */
  void remove(double value) {
    int at = 0;
    while (at < size && heap[at] != value) {
      at++;
    }
    if (at == size) {
      throw new IllegalStateException("Not in the heap: " + value);
    }
    double last = heap[--size];
    if (at < size) {
      down(at, last);
      up(at, heap[at]);
    }
  }

  private void up(int from, double value) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heap[parent] <= value) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = value;
  }

  private void down(int from, double value) {
    int at = from;
    int firstLeaf = size >>> 1;
    while (at < firstLeaf) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (value <= heap[child]) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = value;
  }
}
