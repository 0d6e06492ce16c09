package io.trialstream.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A place in a command that a trial fills: {@code ${{search_space.x}}}, blanks allowed inside the
 * braces.
 *
 * @param written as the command writes it
 * @param source what stands before the first dot
 * @param name what stands behind it; empty where there is no dot
 */
record Placeholder(String written, String source, String name) {
  static final String OPEN = "${{";
  static final String CLOSE = "}}";

  /** Where values come from. */
  enum Source {
    SEARCH_SPACE,
    INPUTS,
    OUTPUTS;

    /** The name in the file. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The source of that name. */
    static Optional<Source> of(String name) {
      return Arrays.stream(values()).filter(source -> source.text().equals(name)).findFirst();
    }

    /** All names. */
    static List<String> names() {
      return Arrays.stream(values()).map(Source::text).toList();
    }
  }

  /** The placeholder of this name. */
  static String of(Source source, String name) {
    return OPEN + source.text() + "." + name + CLOSE;
  }

  /** The placeholders of a command's word. */
  static List<Placeholder> in(String word) {
    List<Placeholder> found = new ArrayList<>();
    fill(
        word,
        placeholder -> {
          found.add(placeholder);
          return "";
        });
    return found;
  }

  /** The word with each placeholder replaced, in one pass: no value is filled again. */
  static String fill(String word, Function<Placeholder, String> values) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    while (true) {
      int open = word.indexOf(OPEN, from);
      int close = open < 0 ? -1 : word.indexOf(CLOSE, open);
      if (close < 0) {
        return filled.append(word, from, word.length()).toString();
      }
      filled.append(word, from, open);
      filled.append(values.apply(parse(word.substring(open, close + CLOSE.length()))));
      from = close + CLOSE.length();
    }
  }

  private static Placeholder parse(String written) {
    String inside = written.substring(OPEN.length(), written.length() - CLOSE.length());
    int dot = inside.indexOf('.');
    return dot < 0
        ? new Placeholder(written, inside.strip(), "")
        : new Placeholder(
            written, inside.substring(0, dot).strip(), inside.substring(dot + 1).strip());
  }
}
