package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a line of a script's output reports: each {@code name=value} token in it, or, where the line
 * is one JSON object, its numbers.
 *
 * <p>A token stands anywhere in a word, a run of characters without white space. Punctuation around
 * it does not belong to it: brackets and quotes before it, and {@code , ; | : )} and the like
 * behind it. A name starts with a letter, a digit or an underscore, ends with one of these or a
 * closing bracket, and has at most {@value #MAX_NAME} bytes. A number followed by anything else,
 * {@code 90%} or {@code 0,93}, is no number: a wrong value would do more harm than none.
 */
final class MetricLine {
  /** The longest name, in bytes. */
  static final int MAX_NAME = 256;

  /** The longest piece of an unreadable value that is kept, in bytes. */
  private static final int MAX_UNREADABLE = 40;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private MetricLine() {}

  private record Member(String name, double value) {}

  /** Reports the tokens of one word, or the word itself where it can hold none. */
  static void word(byte[] line, int from, int to, MetricSink sink) {
    int start = from;
    while (start < to) {
      int equals = indexOf(line, '=', start, to);
      if (equals < 0) {
        if (start == from) {
          sink.word(line, from, to);
        }
        return;
      }
      start = token(line, nameStart(line, start, equals), equals, to, sink);
    }
  }

  /**
   * Reports the numbers of a line that is one JSON object, its {@code step} first. One whose name
   * is empty or longer than {@value #MAX_NAME} bytes is none.
   *
   * @return whether it is one; nothing is reported where it is not
   */
  static boolean object(byte[] line, int from, int to, MetricSink sink) {
    List<Member> members = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(line, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
          add(members, name, parser.getDoubleValue());
        } else if (value == JsonToken.VALUE_STRING && isNonFinite(parser.getText())) {
          add(members, name, Double.parseDouble(parser.getText()));
        } else {
          parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    members.stream().filter(MetricLine::isStep).forEach(m -> sink.value(m.name, m.value));
    members.stream().filter(m -> !isStep(m)).forEach(m -> sink.value(m.name, m.value));
    return true;
  }

  private static void add(List<Member> members, String name, double value) {
    if (!name.isEmpty() && name.length() <= MAX_NAME && name.getBytes(UTF_8).length <= MAX_NAME) {
      members.add(new Member(name, value));
    }
  }

  private static boolean isStep(Member member) {
    return member.name.equals(MetricReports.STEP);
  }

  /** The strings by which JSON without an extension carries what it has no numbers for. */
  private static boolean isNonFinite(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  /** Reports the token whose name is at {@code start}; returns where to go on. */
  private static int token(byte[] line, int start, int equals, int to, MetricSink sink) {
    if (!isName(line, start, equals)) {
      return equals + 1;
    }
    int from = equals + 1;
    int end = Numeral.end(line, from, to);
    String name = new String(line, start, equals - start, UTF_8);
    if (end < 0 || !isEnd(line, end, to)) {
      sink.unreadable(name, new String(line, from, Math.min(to - from, MAX_UNREADABLE), UTF_8));
      return from;
    }
    sink.value(name, Numeral.value(line, from, end));
    return end;
  }

  /** Whether a number may end here: the word does, or punctuation follows. */
  private static boolean isEnd(byte[] line, int at, int to) {
    if (at == to) {
      return true;
    }
    if (line[at] == ',') {
      // 0,93 is a decimal comma: taken for 0 it would be a wrong value.
      return at + 1 == to || !Numeral.isDigit(line[at + 1]);
    }
    if (line[at] == '.' || line[at] == ':' || line[at] == '!') {
      // The end of a sentence, and nothing but brackets behind it.
      int i = at + 1;
      while (i < to && isCloser(line[i])) {
        i++;
      }
      return i == to;
    }
    return isSeparator(line[at]) || isCloser(line[at]);
  }

  /**
   * Where the name before the equals sign starts: behind the last separator, quote, or bracket that
   * the name itself does not close.
   */
  private static int nameStart(byte[] line, int from, int equals) {
    int depth = 0;
    for (int i = equals - 1; i >= from; i--) {
      byte b = line[i];
      if (b == ')' || b == ']' || b == '}') {
        depth++;
      } else if (b == '(' || b == '[' || b == '{') {
        if (depth-- == 0) {
          return i + 1;
        }
      } else if (isSeparator(b) || isQuote(b)) {
        return i + 1;
      }
    }
    return from;
  }

  private static boolean isName(byte[] line, int from, int to) {
    if (from >= to || to - from > MAX_NAME || !isLetterOrDigit(line[from])) {
      return false;
    }
    byte last = line[to - 1];
    return isLetterOrDigit(last) || last == ')' || last == ']' || last == '}';
  }

  /** ASCII letters, digits, the underscore, and whatever is not ASCII. */
  private static boolean isLetterOrDigit(byte b) {
    int lower = b | 0x20;
    return b < 0 || b == '_' || Numeral.isDigit(b) || (lower >= 'a' && lower <= 'z');
  }

  private static boolean isSeparator(byte b) {
    return b == ',' || b == ';' || b == '|' || b == '&';
  }

  private static boolean isCloser(byte b) {
    return b == ')' || b == ']' || b == '}' || b == '>' || isQuote(b);
  }

  private static boolean isQuote(byte b) {
    return b == '"' || b == '\'' || b == '`';
  }

  private static int indexOf(byte[] line, char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
