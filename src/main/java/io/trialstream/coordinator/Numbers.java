package io.trialstream.coordinator;

import java.util.Arrays;

/** Some trials' numbers, each once, in the order in which they came. */
final class Numbers {
  private int[] numbers = {};
  private long[] members = {};
  private int size;

  /** Adds a number, from 0; nothing happens where it is there. */
  void add(int number) {
    int word = number >>> 6;
    if (word >= members.length) {
      members = Arrays.copyOf(members, Math.max(word + 1, 2 * members.length));
    }
    long bit = 1L << number;
    if ((members[word] & bit) == 0) {
      members[word] |= bit;
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(16, 2 * size));
      }
      numbers[size++] = number;
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The numbers; none are left. */
  int[] take() {
    return take(size);
  }

  /**
   * The first numbers; the others are left.
   *
   * @param most how many at most, from 0
   */
  int[] take(int most) {
    int[] taken = Arrays.copyOf(numbers, Math.min(most, size));
    for (int number : taken) {
      members[number >>> 6] &= ~(1L << number);
    }
    size -= taken.length;
    System.arraycopy(numbers, taken.length, numbers, 0, size);
    return taken;
  }
}
