package io.trialstream.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words that the sentences of several rooms share. */
public final class Sentences {
  private static final int LONGEST = 60;

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
   * A hint at the name that was probably meant: {@code ; did you mean "x"?}; empty where none is
   * near.
   */
  public static String hint(String name, Collection<String> known) {
    return nearest(name, known).map(near -> "; did you mean \"" + near + "\"?").orElse("");
  }

  /**
   * The known name with the smallest edit distance to the name, capital letters aside; empty where
   * even that one is so far away that the name cannot be a slip of the pen.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String wanted = shorten(name).toLowerCase(Locale.ROOT);
    String best = "";
    int distance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int d = distance(wanted, shorten(candidate).toLowerCase(Locale.ROOT));
      if (d < distance) {
        best = candidate;
        distance = d;
      }
    }
    int longest = Math.max(wanted.length(), best.length());
    return distance <= Math.max(1, (longest + 1) / 3) ? Optional.of(best) : Optional.empty();
  }

  /** The text on one line, cut where it is long. */
  public static String shorten(String text) {
    String line = text.codePoints().limit(LONGEST + 1L).map(Sentences::printable).collect(
        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    return text.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  private static int printable(int codePoint) {
    return Character.isISOControl(codePoint) ? ' ' : codePoint;
  }

  /** Edit distance with neighbours swapped as one edit (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
