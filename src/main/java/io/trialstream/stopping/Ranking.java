package io.trialstream.stopping;

import java.util.Arrays;

/*
 * The trials with a score in order: higher merit first, ties in order of trial number.
 *
 * Nearly every report of a model that learns improves its trial's score, so this order changes as
 * often as the log grows, and it is read from the front (top k) and as a whole. A flat sorted array
 * would move all that lies between the old and the new rank; a heap would have to be sorted for each
 * reader. Here the sorted sequence is cut into blocks of at most BLOCK trials: a change finds its two
 * blocks by binary search and moves half a block, a reader copies block after block. A full block is
 * split in halves, a small one joins its neighbour, so that the blocks stay at least an eighth full on
 * average and their number a small fraction of the trials'.
 */
final class Ranking {
  private static final int BLOCK = 256;
  private static final int SMALL = BLOCK / 4;

  private Block[] blocks = new Block[4];
  private int blockCount;
  private int size;

  private static final class Block {
    private final double[] merits = new double[BLOCK];
    private final int[] numbers = new int[BLOCK];
    private int size;

    /** The index of the first trial that does not stand before the given one. */
    int find(double merit, int number) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (standsBefore(middle, merit, number)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    boolean holds(int index, double merit, int number) {
      return merits[index] == merit && numbers[index] == number;
    }

    boolean endsBefore(double merit, int number) {
      return size > 0 && standsBefore(size - 1, merit, number);
    }

    private boolean standsBefore(int index, double merit, int number) {
      return merits[index] > merit || (merits[index] == merit && numbers[index] < number);
    }

    void insert(int index, double merit, int number) {
      System.arraycopy(merits, index, merits, index + 1, size - index);
      System.arraycopy(numbers, index, numbers, index + 1, size - index);
      merits[index] = merit;
      numbers[index] = number;
      size++;
    }

    void delete(int index) {
      size--;
      System.arraycopy(merits, index + 1, merits, index, size - index);
      System.arraycopy(numbers, index + 1, numbers, index, size - index);
    }

    /** Moves the trials from an index on to the end of another block. */
    void moveTo(Block other, int from) {
      System.arraycopy(merits, from, other.merits, other.size, size - from);
      System.arraycopy(numbers, from, other.numbers, other.size, size - from);
      other.size += size - from;
      size = from;
    }
  }

  /** The number of trials with a score. */
  int size() {
    return size;
  }

  /** Adds a trial that is not there. */
  void add(double merit, int number) {
    if (blockCount == 0) {
      insertBlock(0, new Block());
    }
    int at = Math.min(blockOf(merit, number), blockCount - 1);
    Block block = blocks[at];
    if (block.size == BLOCK) {
      Block second = new Block();
      block.moveTo(second, BLOCK / 2);
      insertBlock(at + 1, second);
      if (block.endsBefore(merit, number)) {
        block = second;
      }
    }
    block.insert(block.find(merit, number), merit, number);
    size++;
  }

  /**
   * Removes a trial.
   *
   * @param merit the merit that it was added with
   * @throws IllegalStateException where it is not there
   */
  void remove(double merit, int number) {
    int at = blockOf(merit, number);
    int index = at == blockCount ? 0 : blocks[at].find(merit, number);
    if (at == blockCount || !blocks[at].holds(index, merit, number)) {
      throw new IllegalStateException("Not in the ranking: trial " + number + " at " + merit);
    }
    blocks[at].delete(index);
    size--;
    shrink(at);
  }

  /**
   * The first trials.
   *
   * @param k how many, 0 or more; fewer where there are not so many
   */
  int[] top(int k) {
    int[] top = new int[Math.min(k, size)];
    int filled = 0;
    for (int at = 0; filled < top.length; at++) {
      int taken = Math.min(blocks[at].size, top.length - filled);
      System.arraycopy(blocks[at].numbers, 0, top, filled, taken);
      filled += taken;
    }
    return top;
  }

  /** The first block that does not end before the trial; the number of blocks where all do. */
  private int blockOf(double merit, int number) {
    int low = 0;
    int high = blockCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks[middle].endsBefore(merit, number)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void shrink(int at) {
    if (blocks[at].size == 0) {
      deleteBlock(at);
    } else if (blocks[at].size < SMALL) {
      joinNext(at);
      joinNext(at - 1);
    }
  }

  private void joinNext(int at) {
    if (at >= 0 && at + 1 < blockCount && blocks[at].size + blocks[at + 1].size <= BLOCK / 2) {
      blocks[at + 1].moveTo(blocks[at], 0);
      deleteBlock(at + 1);
    }
  }

  private void insertBlock(int at, Block block) {
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, blockCount * 2);
    }
    System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
    blocks[at] = block;
    blockCount++;
  }

  @SuppressWarnings("NullAway") // an unused place of the array holds no block
  private void deleteBlock(int at) {
    blockCount--;
    System.arraycopy(blocks, at + 1, blocks, at, blockCount - at);
    blocks[blockCount] = null;
  }
}
