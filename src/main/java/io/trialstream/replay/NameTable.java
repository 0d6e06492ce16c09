package io.trialstream.replay;

import org.jspecify.annotations.Nullable;

/** Gives the same text for the same characters, so that a name read a million times is one. */
final class NameTable {
  private static final int SLOTS = 256;

  private final @Nullable String[] names = new String[SLOTS];

  /** The characters as a text. */
  String name(char[] characters, int from, int length) {
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + characters[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    String known = names[slot];
    if (known == null || !matches(known, characters, from, length)) {
      known = new String(characters, from, length);
      names[slot] = known;
    }
    return known;
  }

  private static boolean matches(String name, char[] characters, int from, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != characters[from + i]) {
        return false;
      }
    }
    return true;
  }
}
