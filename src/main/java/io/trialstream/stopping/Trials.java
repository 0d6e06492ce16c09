package io.trialstream.stopping;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An experiment's trials by number. Numbers are dense, since trials are numbered as they are
 * suggested, so the first million are found by index; a foreign record may give any number.
 */
final class Trials {
  private static final int DENSE = 1 << 20;

  private @Nullable Trial[] dense = {};
  private final Int2ObjectOpenHashMap<Trial> others = new Int2ObjectOpenHashMap<>();

  /** The trial; null before its first record that counts. */
  @Nullable Trial get(int number) {
    if (number < dense.length) {
      return dense[number];
    }
    return number < DENSE ? null : others.get(number);
  }

  void put(Trial trial) {
    int number = trial.number();
    if (number >= DENSE) {
      others.put(number, trial);
      return;
    }
    if (number >= dense.length) {
      dense = Arrays.copyOf(dense, Math.max(16, Integer.highestOneBit(number) << 1));
    }
    dense[number] = trial;
  }
}
