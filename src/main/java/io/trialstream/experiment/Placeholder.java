package io.trialstream.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a command that a trial fills: {@code ${{search_space.x}}}, blanks allowed inside the
 * braces.
 *
 * @param written as the command writes it
 * @param source what stands before the dot
 * @param name what stands behind it
 */
record Placeholder(String written, String source, String name) {
  static final String OPEN = "${{";
  static final String CLOSE = "}}";

  private static final Pattern PATTERN =
      Pattern.compile("\\$\\{\\{\\s*([^.{}]*?)\\s*(?:\\.\\s*([^{}]*?)\\s*)?\\}\\}");

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
    return PATTERN
        .matcher(word)
        .replaceAll(match -> Matcher.quoteReplacement(values.apply(of(match))));
  }

  private static Placeholder of(MatchResult match) {
    String name = match.group(2);
    return new Placeholder(match.group(), match.group(1), name == null ? "" : name);
  }
}
