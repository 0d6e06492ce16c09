package io.trialstream.sampling;

import io.trialstream.settings.Literals;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.settings.Value.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads expressions as HyperDrive writes them, such as {@code choice(range(1, 5))}: a name and its
 * arguments, each a number, a quoted text or a bare word, true or false, a list, or a range.
 */
final class PositionalParser {
  private static final int DEEPEST = 3;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern WORD = Pattern.compile("[^\\s,()\\[\\]'\"]+");

  /**
   * An expression as it is written.
   *
   * @param name what stands before the parenthesis
   * @param arguments what stands inside; lists and ranges are sequences
   */
  record Call(String name, List<Value> arguments) {}

  private final MappingSettings space;
  private final String text;
  private final int line;
  private int at;
  private int depth;

  private PositionalParser(MappingSettings space, String text, int line) {
    this.space = space;
    this.text = text;
    this.line = line;
  }

  /**
   * Reads the whole text as one expression.
   *
   * @param settings counts what ranges stand for
   */
  static Call parse(MappingSettings settings, Scalar text) throws MalformedExpressionException {
    PositionalParser parser = new PositionalParser(settings, text.text(), text.line());
    Call call = parser.call();
    parser.end();
    return call;
  }

  /** Reads the whole text as a list or a range. */
  static List<Value> parseValues(MappingSettings settings, Scalar text)
      throws MalformedExpressionException {
    PositionalParser parser = new PositionalParser(settings, text.text(), text.line());
    parser.skipBlanks();
    if (parser.take('[') || text.text().startsWith("range", parser.at)) {
      parser.at = 0;
      parser.skipBlanks();
      Value item = parser.item();
      parser.end();
      if (item instanceof Sequence sequence) {
        return sequence.values();
      }
    }
    throw new MalformedExpressionException(
        "must be a list, or a range such as range(1, 5), not " + text.describe());
  }

  private void end() throws MalformedExpressionException {
    skipBlanks();
    if (at < text.length()) {
      throw unexpected("the end");
    }
  }

  /** The numbers of {@code range(stop)} or {@code range(start, stop[, step])}, as in Python. */
  private Sequence range(List<Value> arguments) throws MalformedExpressionException {
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
    long count = count(start, stop, step);
    List<Value> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(new Scalar(line, Kind.WHOLE, Long.toString(start + i * step)));
    }
    return new Sequence(line, values);
  }

  private long count(long start, long stop, long step) throws MalformedExpressionException {
    if (step == 0) {
      throw new MalformedExpressionException("the step of a range must not be 0");
    }
    BigInteger width = BigInteger.valueOf(stop).subtract(BigInteger.valueOf(start));
    BigInteger towards = BigInteger.valueOf(step);
    BigInteger[] steps = width.divideAndRemainder(towards);
    BigInteger count = steps[1].signum() == 0 ? steps[0] : steps[0].add(BigInteger.ONE);
    if (width.signum() * towards.signum() <= 0) {
      return 0;
    }
    if (count.bitLength() >= Long.SIZE || !space.holds(count.longValue())) {
      throw new MalformedExpressionException(
          "stands for too many values to list: " + count + "; use quniform or randint");
    }
    return count.longValue();
  }

  private static long whole(Value value) throws MalformedExpressionException {
    OptionalLong whole =
        value instanceof Scalar scalar && scalar.kind() == Kind.WHOLE
            ? Literals.whole(scalar)
            : OptionalLong.empty();
    if (whole.isEmpty()) {
      throw new MalformedExpressionException("range takes whole numbers, not " + value.describe());
    }
    return whole.getAsLong();
  }

  private Call call() throws MalformedExpressionException {
    skipBlanks();
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (!name.lookingAt()) {
      throw unexpected("a name");
    }
    at = name.end();
    skipBlanks();
    if (!take('(')) {
      throw unexpected("( after " + Sentences.shorten(name.group()));
    }
    return new Call(name.group(), items(')'));
  }

  private List<Value> items(char close) throws MalformedExpressionException {
    if (depth == DEEPEST) {
      throw new MalformedExpressionException("holds lists or ranges too deep in each other");
    }
    depth++;
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
    depth--;
    return items;
  }

  private Value item() throws MalformedExpressionException {
    if (take('[')) {
      return new Sequence(line, items(']'));
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
      return range(call.arguments());
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
    String rest =
        at < text.length() ? "\"" + Sentences.shorten(text.substring(at)) + "\"" : "the end";
    return new MalformedExpressionException(
        "must be an expression such as uniform(0, 1) or choice(1, 2): expected "
            + expected
            + ", found "
            + rest);
  }
}
