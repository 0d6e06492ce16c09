package io.trialstream.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words that the sentences of several rooms share. */
public final class Sentences {
  private static final int LONGEST = 60;

  /** Names beyond these are not compared: a hint is not worth more time. */
  private static final int MOST_COMPARED = 1000;

  private Sentences() {}

  /** The names as a choice: {@code a, b or c}. */
  public static String or(Collection<String> names) {
    List<String> all = List.copyOf(names);
    if (all.size() < 2) {
      return String.join("", all);
    }
    int last = all.size() - 1;
    return String.join(", ", all.subList(0, last)) + " or " + all.get(last);
  }

  /**
   * A hint at the name that was probably meant: {@code ; did you mean "x"?}; empty where even the
   * nearest is so far away that the name cannot be a slip of the pen.
   */
  public static String hint(String name, Collection<String> known) {
    return nearest(name, known)
        .filter(near -> distance(name, near) <= Math.max(2, 2 * near.length() / 3))
        .map(near -> "; did you mean \"" + near + "\"?")
        .orElse("");
  }

  /** The known name with the smallest edit distance; empty only where none is known. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .limit(MOST_COMPARED)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** The text on one line, cut where it is long. */
  public static String shorten(String text) {
    return shorten(text, LONGEST);
  }

  /**
   * The text on one line.
   *
   * @param most the characters at most
   */
  public static String shorten(String text, int most) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(most).map(Sentences::printable).forEach(line::appendCodePoint);
    return text.codePointCount(0, text.length()) <= most ? line.toString() : line + "…";
  }

  private static int printable(int codePoint) {
    return Character.isISOControl(codePoint) ? ' ' : codePoint;
  }

  private static int distance(String a, String b) {
    return edits(shorten(a).toLowerCase(Locale.ROOT), shorten(b).toLowerCase(Locale.ROOT));
  }

  /**
   * Edit distance with neighbours swapped as one edit (optimal string alignment). An edit counts 2,
   * but a letter that is missing in {@code a} counts 1: people shorten names.
   */
  private static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = 2 * i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 2;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j] + 2, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 2);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
