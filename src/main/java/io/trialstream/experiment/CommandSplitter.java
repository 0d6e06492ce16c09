package io.trialstream.experiment;

import io.trialstream.settings.Sentences;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a command into words by the quoting rules of POSIX: blanks and line ends separate words,
 * single quotes keep everything, double quotes keep all but {@code \}, {@code \} keeps the
 * character behind it. What a shell would do beyond that is refused or warned of: none sees the
 * command.
 */
final class CommandSplitter {
  private static final List<String> OPERATORS =
      List.of("&&", "||", "$(", "|", "&", ">", "<", ";", "`");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{\\w+\\}|\\()|`");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*", Pattern.DOTALL);

  /**
   * A command in words.
   *
   * @param words at least one
   * @param warnings what a shell would have done and nothing does here
   */
  record Split(List<String> words, Set<String> warnings) {}

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean newLine;
  private int at;

  private CommandSplitter(String text) {
    this.text = text;
  }

  /** Splits the command. */
  static Split split(String text) throws MalformedCommandException {
    CommandSplitter splitter = new CommandSplitter(text);
    splitter.run();
    if (splitter.words.isEmpty()) {
      throw new MalformedCommandException(
          "is empty; write the program and its arguments, such as python train.py");
    }
    String first = splitter.words.get(0);
    if (first.isEmpty()) {
      throw new MalformedCommandException(
          "begins with an empty word; it must begin with a program");
    }
    if (ASSIGNMENT.matcher(first).matches()) {
      throw new MalformedCommandException(
          "begins with \""
              + Sentences.shorten(first)
              + "\"; it must begin with a program: write variables under environment_variables");
    }
    return new Split(List.copyOf(splitter.words), splitter.warnings);
  }

  private void run() throws MalformedCommandException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (placeholder()) {
        continue;
      }
      if (Character.isWhitespace(c)) {
        endWord();
        newLine |= c == '\n';
        at++;
        continue;
      }
      if (text.startsWith("\\\n", at)) {
        at += 2;
        continue;
      }
      refuseOperators();
      beginWord(c);
      switch (c) {
        case '\'' -> singleQuotes();
        case '"' -> doubleQuotes();
        case '\\' -> escape();
        default -> {
          warnOfVariable();
          word.append(c);
          at++;
        }
      }
    }
    endWord();
  }

  /** Takes a placeholder whole, blanks and all, wherever it stands. */
  private boolean placeholder() throws MalformedCommandException {
    if (!text.startsWith(Placeholder.OPEN, at)) {
      return false;
    }
    int close = text.indexOf(Placeholder.CLOSE, at);
    if (close < 0) {
      throw new MalformedCommandException(
          "has a placeholder that is never closed: " + Sentences.shorten(text.substring(at)));
    }
    int end = close + Placeholder.CLOSE.length();
    word.append(text, at, end);
    inWord = true;
    newLine = false;
    at = end;
    return true;
  }

  private void singleQuotes() throws MalformedCommandException {
    at++;
    while (at < text.length()) {
      if (placeholder()) {
        continue;
      }
      char c = text.charAt(at++);
      if (c == '\'') {
        return;
      }
      word.append(c);
    }
    throw unclosed('\'');
  }

  private void doubleQuotes() throws MalformedCommandException {
    at++;
    while (at < text.length()) {
      if (placeholder()) {
        continue;
      }
      warnOfVariable();
      char c = text.charAt(at++);
      if (c == '"') {
        return;
      }
      if (c == '\\' && at < text.length() && "\"\\$`\n".indexOf(text.charAt(at)) >= 0) {
        c = text.charAt(at++);
        if (c == '\n') {
          continue;
        }
      }
      word.append(c);
    }
    throw unclosed('"');
  }

  private void escape() {
    at++;
    if (at == text.length()) {
      word.append('\\');
      return;
    }
    word.append(text.charAt(at++));
  }

  private void refuseOperators() throws MalformedCommandException {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        throw new MalformedCommandException(
            "uses \""
                + operator
                + "\", but no shell sees the command: put it into a script and run that, such as"
                + " sh run.sh; quote it where it belongs to an argument");
      }
    }
  }

  private void warnOfVariable() {
    if (text.charAt(at) != '$' && text.charAt(at) != '`') {
      return;
    }
    Matcher variable = VARIABLE.matcher(text).region(at, text.length());
    if (variable.lookingAt()) {
      warnings.add(
          "no shell replaces "
              + Sentences.shorten(variable.group())
              + ": it reaches the program as it is written; put the command into a script where it"
              + " should be replaced");
    }
  }

  private void beginWord(char c) {
    if (newLine && c != '-' && !words.isEmpty() && !inWord) {
      warnings.add(
          "the lines of the command are read as one command; where each is a command of its own,"
              + " put them into a script");
    }
    inWord = true;
    newLine = false;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private MalformedCommandException unclosed(char quote) {
    return new MalformedCommandException("has a quote that is never closed: " + quote);
  }
}
