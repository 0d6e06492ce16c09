package io.trialstream.sampling;

import io.trialstream.settings.Literals;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads expressions as HyperDrive writes them, such as {@code choice(range(1, 5))}: a name and its
 * arguments, each a number, a quoted text or a bare word, true or false, a list, or a range.
 */
final class PositionalForm {
  /** The values that a range stands for at most. */
  static final int LONGEST_RANGE = 100_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern WORD = Pattern.compile("[^\\s,()\\[\\]'\"]+");

  /**
   * An expression as it is written.
   *
   * @param name what stands before the parenthesis
   * @param arguments what stands inside; lists and ranges are sequences
   */
  record Call(String name, List<Value> arguments) {}

  private final String text;
  private final int line;
  private int at;

  private PositionalForm(String text, int line) {
    this.text = text;
    this.line = line;
  }

  /** Reads the whole text as one expression. */
  static Call parse(String text, int line) throws MalformedExpressionException {
    PositionalForm form = new PositionalForm(text, line);
    Call call = form.call();
    form.skipBlanks();
    if (form.at < text.length()) {
      throw form.unexpected("the end");
    }
    return call;
  }

  /** The numbers of {@code range(stop)}, {@code range(start, stop)}, {@code range(start, stop, step)}. */
  static Sequence range(List<Value> arguments, int line) throws MalformedExpressionException {
    if (arguments.isEmpty() || arguments.size() > 3) {
      throw new MalformedExpressionException("range takes a stop, or a start, a stop and a step");
    }
    long[] numbers = new long[arguments.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = whole(arguments.get(i));
    }
    long start = numbers.length == 1 ? 0 : numbers[0];
    long stop = numbers.length == 1 ? numbers[0] : numbers[1];
    long step = numbers.length == 3 ? numbers[2] : 1;
    if (step == 0) {
      throw new MalformedExpressionException("the step of a range must not be 0");
    }
    List<Value> values = new ArrayList<>();
    for (long next = start; step > 0 ? next < stop : next > stop; ) {
      if (values.size() == LONGEST_RANGE) {
        throw new MalformedExpressionException(
            "a range stands for at most " + LONGEST_RANGE + " values; use quniform or randint");
      }
      values.add(new Scalar(line, Kind.WHOLE, Long.toString(next)));
      long following = next + step;
      if (step > 0 ? following < next : following > next) {
        break;
      }
      next = following;
    }
    return new Sequence(line, values);
  }

  private static long whole(Value value) throws MalformedExpressionException {
    OptionalLong whole =
        value instanceof Scalar scalar && scalar.kind() == Kind.WHOLE
            ? Literals.whole(scalar)
            : OptionalLong.empty();
    if (whole.isEmpty()) {
      throw new MalformedExpressionException(
          "range takes whole numbers, not " + value.describe());
    }
    return whole.getAsLong();
  }

  private Call call() throws MalformedExpressionException {
    skipBlanks();
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (!name.lookingAt()) {
      throw unexpected("an expression such as uniform(0, 1)");
    }
    at = name.end();
    skipBlanks();
    if (!take('(')) {
      throw unexpected("( after " + Sentences.shorten(name.group()));
    }
    return new Call(name.group(), items(')'));
  }

  private List<Value> items(char close) throws MalformedExpressionException {
    List<Value> items = new ArrayList<>();
    skipBlanks();
    while (!take(close)) {
      if (!items.isEmpty()) {
        if (!take(',')) {
          throw unexpected("a comma or " + close);
        }
        skipBlanks();
        if (take(close)) {
          break;
        }
      }
      items.add(item());
      skipBlanks();
    }
    return items;
  }

  private Value item() throws MalformedExpressionException {
    if (take('[')) {
      List<Value> items = new ArrayList<>();
      for (Value item : items(']')) {
        items.add(item);
      }
      return new Sequence(line, items);
    }
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      return quoted(text.charAt(at));
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw unexpected("a value");
    }
    int start = at;
    at = word.end();
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '(') {
      at = start;
      Call call = call();
      if (!call.name().equals("range")) {
        throw new MalformedExpressionException(
            "only range(...) can stand inside an expression, not "
                + Sentences.shorten(call.name())
                + "(...)");
      }
      return range(call.arguments(), line);
    }
    return Literals.plain(line, word.group());
  }

  private Scalar quoted(char quote) throws MalformedExpressionException {
    StringBuilder value = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return new Scalar(line, Kind.TEXT, value.toString());
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i);
      }
      value.append(c);
    }
    throw new MalformedExpressionException(
        "the quote " + quote + " is never closed in " + Sentences.shorten(text));
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private MalformedExpressionException unexpected(String expected) {
    String rest = at < text.length() ? "\"" + Sentences.shorten(text.substring(at)) + "\"" : "the end";
    return new MalformedExpressionException(
        "must be an expression such as uniform(0, 1): expected " + expected + ", found " + rest);
  }
}
