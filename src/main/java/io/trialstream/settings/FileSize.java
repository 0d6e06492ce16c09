package io.trialstream.settings;

/** How many values a file stands for, aliases and ranges counted with all that they stand for. */
final class FileSize {
  /** More than a person writes, and few enough to hold. */
  static final int MOST = 100_000;

  private long values;

  /** Counts some more; answers whether the file may hold them. */
  boolean add(long more) {
    if (more > MOST - values) {
      return false;
    }
    values += more;
    return true;
  }
}
