package io.trialstream.stopping;

import java.util.Arrays;

/** Numbers in no order, of which the greatest or the least can be taken. */
final class Pile {
  private double[] numbers = {};
  private int size;

  int size() {
    return size;
  }

  void add(double number) {
    if (size == numbers.length) {
      reserve(size + 1);
    }
    numbers[size++] = number;
  }

  void addAll(double[] from, int start, int count) {
    reserve(size + count);
    System.arraycopy(from, start, numbers, size, count);
    size += count;
  }

  private void reserve(int wanted) {
    if (wanted > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(wanted, Math.max(8, size + (size >> 2))));
    }
  }

  /**
   * Removes one number that equals the given one, after a search of them all.
   *
   * @throws IllegalStateException where there is none
   */
  void remove(double number) {
    for (int at = 0; at < size; at++) {
      if (numbers[at] == number) {
        numbers[at] = numbers[--size];
        return;
      }
    }
    throw new IllegalStateException("No such number: " + number);
  }

  /** Takes the greatest, as many as there are at most; in ascending order. */
  double[] takeBest(int count) {
    int taken = Math.min(count, size);
    select(size - taken);
    return take(size - taken, taken);
  }

  /** Takes the least, as many as there are at most; in ascending order. */
  double[] takeWorst(int count) {
    int taken = Math.min(count, size);
    select(taken);
    double[] least = Arrays.copyOf(numbers, taken);
    Arrays.sort(least);
    int left = size - taken;
    System.arraycopy(numbers, Math.max(taken, left), numbers, 0, Math.min(taken, left));
    size = left;
    return least;
  }

  private double[] take(int from, int count) {
    double[] taken = Arrays.copyOfRange(numbers, from, from + count);
    Arrays.sort(taken);
    size = from;
    return taken;
  }

  /** Brings the least {@code k} numbers to the front, by quickselect with the median of three. */
  private void select(int k) {
    int from = 0;
    int to = size - 1;
    while (from < to) {
      double pivot = medianOf(numbers[from], numbers[(from + to) >>> 1], numbers[to]);
      int low = from;
      int high = to;
      while (low <= high) {
        while (numbers[low] < pivot) {
          low++;
        }
        while (numbers[high] > pivot) {
          high--;
        }
        if (low <= high) {
          double swapped = numbers[low];
          numbers[low++] = numbers[high];
          numbers[high--] = swapped;
        }
      }
      // Left of low nothing is greater than the pivot, right of high nothing is less.
      if (k <= high) {
        to = high;
      } else if (k >= low) {
        from = low;
      } else {
        return;
      }
    }
  }

  private static double medianOf(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
